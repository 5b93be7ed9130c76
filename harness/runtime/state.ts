import { join } from 'node:path'
import { stateDir } from '../../docker/images.ts'

/** Environment variable that marks every process of a run, and containers, too. */
export const RUN_VARIABLE = 'GAMEDAY_RUN_ID'

/** Label of every container and network of a run. */
export const RUN_LABEL = 'gameday.run'

/** One file per run whose harness has not ended in good order: `<run id>.json`. */
export const runsDir = join(stateDir, 'runs')

/** Services that a run started as processes, one a line. */
export function ledgerPath(runId: string): string {
  return join(runsDir, runId, 'pids')
}

/** Sockets of engines that a run uses besides this machine's usual one. */
export function enginesPath(runId: string): string {
  return join(runsDir, runId, 'engines')
}
