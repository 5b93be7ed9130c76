import { HarnessError, type Member, now, type Running } from '../../door.ts'
import type { OtherOrchestrator } from './options.ts'
import { ownQueue } from './reports.ts'

/**
 * Journals what another orchestrator has given up, as its command prints it. Resolves with the moment before the read (ns).
 * @throws HarnessError when the command fails, or there is none
 */
export async function readDeadJobs(running: Running, { deadJobs }: OtherOrchestrator): Promise<number> {
  const at = now()
  // A check that needs them is not applicable.
  if (!deadJobs) return at
  const { service } = running.services.orchestrator as Member
  const { code, stdout, stderr } = await service.exec(deadJobs.command)
  if (code !== 0)
    throw new HarnessError(
      `${deadJobs.command.join(' ')} beside orchestrator ended with ${code}: ${stderr.trim() || stdout.trim()}`,
    )
  const jobs = stdout.split('\n').flatMap((line) => {
    const { job, attempts = '0', reason = '' } = deadJobs.match.exec(line)?.groups ?? {}
    return job === undefined ? [] : [{ job, attempts: Number(attempts), reason }]
  })
  running.record({ at, kind: 'dead-set', queue: ownQueue, jobs })
  return at
}
