import { setTimeout as sleep } from 'node:timers/promises'
import { logPath } from '../../../docker/log-web/config.ts'
import type { LogLimits } from '../../../docker/log-web/constants.ts'
import { type Duration, parseDuration } from '../../duration.ts'
import { now } from '../../journal/clock.ts'
import type { Service, Started } from '../../runtime/runtime.ts'
import type { Runner } from './runner.ts'
import type { StreamerServices } from './services.ts'

/** The web server. */
export interface Web {
  readonly name: string
  readonly service: Service
  readonly limits: LogLimits
  /** The file of a job's log, as the server sees it. */
  logOf(job: string): string
  /** Starts it again in the variant under test, `after` its exit; the runner then reports its jobs again. */
  restart(options: { readonly after: Duration }): Promise<Started>
}

export function createWeb(
  { web, limits, spoolDir, restartEnv }: StreamerServices,
  runner: Runner,
  factor: number,
  signal: AbortSignal,
): Web {
  return {
    name: web.name,
    service: web,
    limits,
    logOf: (job) => logPath(spoolDir, job),
    restart: async ({ after }) => {
      const exit = await web.exited
      const due = exit.at / 1e6 + parseDuration(after) * factor
      await sleep(Math.max(0, due - now() / 1e6), undefined, { signal })
      const started = await web.restart({ env: restartEnv, signal })
      await runner.sendAllAgain()
      return started
    },
  }
}
