import { setTimeout as sleep } from 'node:timers/promises'
import { RunWatch } from '../game-day/run-watch.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { executionsOf } from '../scenario/executions.ts'
import type { Setting } from '../scenario/setting.ts'
import { onStdout } from './colour.ts'
import type { Interrupts } from './interrupts.ts'

const LOOK_MS = 250

/** Serves the live page of a run, and says where. */
export async function watchRun(scenarios: readonly AnyScenario[], setting: Setting): Promise<RunWatch> {
  const watch = new RunWatch(
    scenarios.flatMap((scenario) => executionsOf(scenario, setting)),
    setting,
  )
  await watch.open(0)
  console.log(`live page: ${watch.address}`)
  return watch
}

/** Whoever looks at the page when all is over may go on doing so. */
export async function untilNobodyLooks(
  page: { readonly viewers: number },
  interrupts: Interrupts,
): Promise<void> {
  if (page.viewers > 0)
    console.log(onStdout.dim('the live page stays until its last viewer has left, or Ctrl-C'))
  const before = interrupts.aborted
  while (page.viewers > 0 && interrupts.aborted === before) await sleep(LOOK_MS)
}
