import { parseArgs } from 'node:util'
import { messageOf, UsageError } from '../errors.ts'
import { version } from './api/routes.ts'
import { serve } from './serve.ts'

const usage =
  'toxiproxy [--host 127.0.0.1] [--port 8474] [--config FILE] [--seed N] [--proxy-metrics] [--runtime-metrics]'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const options = {
  host: text,
  port: text,
  config: text,
  seed: text,
  'proxy-metrics': flag,
  'runtime-metrics': flag,
  version: flag,
}

/** The program of the image and of the processes runtime; takes the original's command line. */
async function main(): Promise<void> {
  const { version: onlyVersion, ...flags } = readOptions()
  if (onlyVersion) process.stdout.write(`toxiproxy-server version ${version}\n`)
  else await serve(flags)
}

function readOptions() {
  try {
    return parseArgs({ args: process.argv.slice(2).flatMap(modern), options }).values
  } catch (error) {
    // Node adds hints on further lines.
    throw new UsageError(`${messageOf(error).split('\n')[0]} Usage: ${usage}`)
  }
}

/** The original takes `-host` as well as `--host`, and `-proxy-metrics=true`. */
function modern(argument: string): string[] {
  const [, name = '', value] = /^--?([a-z][a-z-]+)(?:=(.*))?$/s.exec(argument) ?? []
  if (name === '') return [argument]
  const isFlag = options[name as keyof typeof options] === flag
  if (isFlag && (value === 'true' || value === 'false')) return value === 'true' ? [`--${name}`] : []
  return [value === undefined ? `--${name}` : `--${name}=${value}`]
}

try {
  await main()
  // Connections end with the process; nothing of a run outlives it.
  process.exit(0)
} catch (error) {
  process.stderr.write(`toxiproxy: ${messageOf(error)}\n`)
  process.exit(error instanceof UsageError ? 64 : 1)
}
