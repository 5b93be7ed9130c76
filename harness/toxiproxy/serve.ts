import { readFile } from 'node:fs/promises'
import { HarnessError, messageOf, UsageError } from '../errors.ts'
import { parseJson } from '../json.ts'
import { ApiError } from './api/api-error.ts'
import { createToxiproxy, defaultHost, defaultPort } from './server.ts'

/** What a command line gives, as it was written. */
export interface ServeFlags {
  readonly host?: string | undefined
  readonly port?: string | undefined
  /** Path of a JSON file, an array of proxies. */
  readonly config?: string | undefined
  readonly seed?: string | undefined
  readonly 'proxy-metrics'?: boolean | undefined
  readonly 'runtime-metrics'?: boolean | undefined
}

/**
 * Serves until SIGINT or SIGTERM. What a flag does not say is read from TOXIPROXY_HOST, _PORT, _CONFIG and _SEED.
 * TOXIPROXY_NAMES: public host names, with commas between them, under which the API may be asked.
 * @throws UsageError on a bad value or configuration, HarnessError when an address cannot be listened on
 */
export async function serve(flags: ServeFlags): Promise<void> {
  const { env } = process
  const config = flags.config ?? env.TOXIPROXY_CONFIG
  const seed = wholeNumber('--seed', flags.seed ?? env.TOXIPROXY_SEED, Number.MAX_SAFE_INTEGER)
  const server = await createToxiproxy({
    host: flags.host ?? env.TOXIPROXY_HOST ?? defaultHost,
    port: wholeNumber('--port', flags.port ?? env.TOXIPROXY_PORT, 65_535) ?? defaultPort,
    proxyMetrics: flags['proxy-metrics'] ?? false,
    runtimeMetrics: flags['runtime-metrics'] ?? false,
    log,
    names: (env.TOXIPROXY_NAMES ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
    ...(seed === undefined ? {} : { seed }),
    ...(config === undefined ? {} : { proxies: await readConfig(config) }),
  }).catch((error: unknown) => {
    throw explained(error, config)
  })
  const told = new Promise((resolve) => {
    // One Ctrl-C may arrive more than once: from the terminal, and from the process that started this. None of them is an error.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve)
  })
  // Whoever reads it may send a signal before this line ends.
  log('listening', { host: server.host, port: server.port, seed: server.seed })
  await told
}

/** One NDJSON line; `at` is CLOCK_MONOTONIC in ns, the clock that all programs of a run share. */
function log(msg: string, fields: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ at: Number(process.hrtime.bigint()), msg, ...fields })}\n`)
}

async function readConfig(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`--config ${path}: ${oneLine(messageOf(error))}`)
  }
}

/** Refusals of the API in the words of a command line. */
function explained(error: unknown, config: string | undefined): unknown {
  if (!(error instanceof ApiError)) return error
  if (error.status === 500) return new HarnessError(error.message)
  return new UsageError(`--config ${config}: ${error.message.replace('bad request body: ', '')}`)
}

function wholeNumber(name: string, text: string | undefined, limit: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text) || Number(text) > limit)
    throw new UsageError(`${name} must be a whole number from 0 to ${limit}, got ${JSON.stringify(text)}`)
  return Number(text)
}

/** The start of a message; a JSON error quotes the file. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200)
}
