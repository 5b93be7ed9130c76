import { type LogLimits, logLimits } from '../../../docker/log-web/constants.ts'
import { type Duration, HarnessError, type Member, type Running } from '../../door.ts'
import type { Webs } from './programs.ts'
import type { Runner } from './runner.ts'

/** The web server. */
export interface Web extends Member {
  readonly limits: LogLimits
  /** The file of a job's log, as the server sees it. @throws HarnessError for a server of others that does not say */
  logOf(job: string): string
  /** Starts it again in the variant under test, `after` its exit; the runner then reports its jobs again. */
  restart(options: { readonly after: Duration }): ReturnType<Member['restart']>
}

export function createWeb(
  running: Running,
  { file, backlog }: Pick<Webs, 'file' | 'backlog'>,
  runner: Runner | undefined,
): Web {
  const { web } = running.services as { readonly web: Member }
  const limits = logLimits(running.factor)
  return {
    name: web.name,
    service: web.service,
    limits: {
      descriptors: web.service.spec.descriptorLimit ?? limits.descriptors,
      backlog: backlog ?? limits.backlog,
    },
    logOf: (job) => {
      if (file === undefined)
        throw new HarnessError(
          "this web server does not say where its logs are: give logStreamer({ web: { file: '{folder}/{job}.log' } })",
        )
      return file.replaceAll('{job}', job).replaceAll('{folder}', running.folderOf('web'))
    },
    restart: async (options) => {
      const started = await web.restart(options)
      await runner?.sendAllAgain()
      return started
    },
  }
}
