import { ConfigError, type Env } from '../env.ts'

/** Runs a service; a setting that it cannot start with becomes one line on stderr and exit code 64. */
export async function run(service: (env: Env) => Promise<void>): Promise<void> {
  try {
    await service(process.env)
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`)
      process.exit(64)
    }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  }
}
