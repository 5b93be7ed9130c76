import type { Judgement } from '../analysis/verdict.ts'
import { formatMs } from '../duration.ts'
import { quotable } from '../plain-text.ts'
import { stopText } from '../report/stop-file.ts'
import type { AnyScenario } from './define.ts'
import { type Execution, executionsOf, nameOf } from './executions.ts'
import { loadBudget, loadOf } from './load.ts'
import { factorOf } from './profile.ts'
import { abortedByUser, execute, longestMs } from './run.ts'
import { readSetting, type Setting } from './setting.ts'
import { slotTimeoutMs, takeSlot } from './side-by-side.ts'
import { targetOf } from './targets.ts'

/** Those of the vitest that runs: another one may be what an import in this file finds. */
const { describe, test } = globalThis as unknown as typeof import('vitest')

/** Makes a scenario's executions tests of vitest. Its `globals` are on. */
export function registerTests(scenario: AnyScenario): void {
  const setting = readSetting()
  const executions = executionsOf(scenario, setting)
  // vitest's own limit must never be the first to end a test: then fixtures would be cut off in their clean-up.
  const timeout =
    longestMs(scenario, factorOf(setting.profile, scenario.meta.system), setting.hosts) +
    slotTimeoutMs +
    30_000
  describe.skipIf(executions.length === 0)(scenario.id, () => {
    if (executions.length === 0) test('not selected', () => {})
    for (const execution of executions)
      test(nameOf(execution, setting.repeat), { timeout }, async (context) => {
        const running = inPlace(execution, setting, givenUp(context.signal))
        // A cancelled test is left by vitest at once; its hooks are still awaited, and with them healing and verdict.
        context.onTestFinished(async () => void (await running.catch(() => {})), timeout)
        const judgement = await running
        if (judgement.verdict === 'skipped') context.skip(judgement.reason && quotable(judgement.reason))
        const failure = failureOf(execution, judgement)
        // vitest prints it, with what services said.
        if (failure) throw new VerdictError(quotable(failure))
      })
  })
}

async function inPlace(execution: Execution, setting: Setting, signal: AbortSignal): Promise<Judgement> {
  const load = loadOf(execution.scenario, setting.hosts, await targetOf(execution, setting))
  const before = stopText(setting.runDir)
  if (before !== undefined) return { verdict: 'stopped', reason: `did not run: ${before}`, checks: [] }
  using _slot = await takeSlot(setting.runDir, { load, budget: loadBudget(), signal })
  return await execute(execution, setting, signal)
}

/** vitest's own signal with our reason: it aborts when the user gives the run up. */
function givenUp(signal: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const give = () => controller.abort(abortedByUser)
  if (signal.aborted) give()
  else signal.addEventListener('abort', give, { once: true })
  return controller.signal
}

/** A verdict as a test failure: the text is all there is to see, a stack would point at the harness. */
class VerdictError extends Error {
  override readonly name = 'Verdict'
  override stack = ''
}

function failureOf(
  { scenario, variant }: Execution,
  { verdict, detected, reason, checks }: Judgement,
): string | undefined {
  if (verdict === 'inconclusive' || verdict === 'stopped') return `${verdict}: ${reason ?? 'no reason given'}`
  if (scenario.meta.broken[variant])
    return detected ? undefined : `broken variant ${variant} was missed: ${reason ?? verdict}`
  if (verdict === 'passed') return undefined
  const broken = checks.filter((check) => check.verdict === 'failed')
  const lines = broken.map(
    ({ name, observed, op, limit, unit }) =>
      `${name}: ${show(observed, unit)}, limit ${op} ${show(limit, unit)}`,
  )
  return [`failed: ${reason ?? ''}`, ...lines].join('\n  ')
}

const show = (value: number | null, unit: string) =>
  value === null ? 'never' : unit === 'ms' ? formatMs(value) : `${value} ${unit}`
