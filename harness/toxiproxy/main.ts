import { parseArgs } from 'node:util'
import { messageOf, UsageError } from '../errors.ts'
import { createToxiproxy, defaultHost, defaultPort } from './server.ts'

const usage = 'toxiproxy [--host 127.0.0.1] [--port 8474] [--seed N]'

/** One NDJSON line; `at` is CLOCK_MONOTONIC in ns, the clock that all programs of a run share. */
function log(msg: string, fields: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ at: Number(process.hrtime.bigint()), msg, ...fields })}\n`)
}

function readArguments() {
  const { values } = readOptions()
  return {
    host: values.host ?? process.env.TOXIPROXY_HOST ?? defaultHost,
    port: wholeNumber('--port', values.port ?? process.env.TOXIPROXY_PORT, 65_535) ?? defaultPort,
    seed: wholeNumber('--seed', values.seed ?? process.env.TOXIPROXY_SEED, Number.MAX_SAFE_INTEGER),
  }
}

function readOptions() {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ options: { host: text, port: text, seed: text } })
  } catch (error) {
    // Node adds hints on further lines.
    throw new UsageError(`${messageOf(error).split('\n')[0]} Usage: ${usage}`)
  }
}

function wholeNumber(name: string, text: string | undefined, limit: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text) || Number(text) > limit)
    throw new UsageError(`${name} must be a whole number from 0 to ${limit}, got ${JSON.stringify(text)}`)
  return Number(text)
}

async function main(): Promise<void> {
  const { host, port, seed } = readArguments()
  const server = await createToxiproxy({ host, port, log, ...(seed === undefined ? {} : { seed }) })
  // Connections end with the process; nothing of a run outlives it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  log('listening', { host: server.host, port: server.port, seed: server.seed })
}

try {
  await main()
} catch (error) {
  process.stderr.write(`toxiproxy: ${messageOf(error)}\n`)
  process.exit(error instanceof UsageError ? 64 : 1)
}
