import { log } from './relay/log.ts'

/** For services that have nothing to hand over: exit 0 on a stop signal. */
export function exitOnSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => {
      log('stopped', { signal })
      process.exit(0)
    })
}
