import { resolve } from 'node:path'
import { formatMs, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import type { AnyScenario } from '../scenario/define.ts'
import type { ProfileName } from '../scenario/profile.ts'
import { rehearse } from '../scenario/rehearse.ts'
import { defaultDeadline } from '../scenario/run.ts'
import type { Setting } from '../scenario/setting.ts'
import { refusalText } from '../scenario/targets.ts'
import { loadTargets, pickTargets } from '../targets/load-config.ts'
import type { Target } from '../targets/target.ts'

interface TargetOptions {
  /** The configuration file. */
  readonly config: string | undefined
  readonly profile?: ProfileName
  readonly broken?: boolean
}

/**
 * The targets that a run was asked for.
 * @throws UsageError for what is wrong with them, before anything starts
 */
export async function describeTargets(
  names: readonly string[],
  { config, profile, broken }: TargetOptions,
): Promise<{
  readonly setting: NonNullable<Setting['targets']>
  readonly targets: readonly Target[]
  readonly oneByOne: boolean
}> {
  if (profile === 'compressed')
    throw new UsageError(
      'the time of a target cannot be compressed: leave out --profile or choose production',
    )
  if (broken) throw new UsageError('a target has no broken variants: leave out --broken')
  if (config === undefined)
    throw new UsageError(
      'targets are described in gameday.config.ts: there is none here or above; name one with --config',
    )
  const targets = pickTargets(await loadTargets(config), names)
  const former = [...new Set(targets.flatMap((target) => target.former))]
  if (former.length > 0)
    console.error(`warning: ${config}: ${former.join(', and ')} now; the former names still work`)
  // Twenty processes that start hold this one up by 150 to 300 ms, as seen with a scenario beside it.
  const oneByOne = targets.some(({ onePerHost }) => onePerHost)
  return { setting: { config: resolve(config), names: [...names] }, targets, oneByOne }
}

/**
 * Scenarios of systems that take targets. Others are left away, unless somebody names one: then it is skipped with the reason.
 * @throws UsageError when nothing is left: a run of nothing proves nothing
 */
export function forTargets(catalogue: readonly AnyScenario[], patterns: readonly string[]): AnyScenario[] {
  const taken = catalogue.filter(({ meta }) => meta.system.refusal !== undefined || patterns.length > 0)
  if (taken.length === 0) throw new UsageError('no scenario here takes a target: those of relayFleet() do')
  return taken
}

/** What is said of a run with targets before it starts: how long it takes, and which deadlines its constants do not fit into. */
export async function announce(
  scenarios: readonly AnyScenario[],
  targets: readonly Target[],
  setting: Pick<Setting, 'runtimes' | 'repeat' | 'hosts'>,
  concurrencyOf: (runtime: Setting['runtimes'][number]) => number,
): Promise<string[]> {
  let [ms, count, longest] = [0, 0, 0]
  const warnings = new Set<string>()
  for (const runtime of setting.runtimes)
    for (const target of targets)
      for (const scenario of scenarios) {
        if (refusalText(scenario, target, { hosts: setting.hosts, runtime })) continue
        const takes = await rehearse(scenario, target, setting.hosts)
        count += setting.repeat
        // The executions of one scenario follow each other, whatever runs beside them.
        longest = Math.max(longest, takes * setting.repeat)
        ms += (takes * setting.repeat) / (scenario.meta.exclusive ? 1 : concurrencyOf(runtime))
        for (const warning of tooLong(scenario, target)) warnings.add(warning)
      }
  const times = `${count} ${count === 1 ? 'execution' : 'executions'} in real time: about ${formatMs(Math.ceil(Math.max(ms, longest) / 1_000) * 1_000)}`
  return [times, ...warnings]
}

/** Constants that a scenario's deadline has no room for. */
function tooLong({ id, meta }: AnyScenario, { name, constants }: Target): string[] {
  const deadline = meta.deadline ?? defaultDeadline
  return Object.entries(constants).flatMap(([constant, value]) =>
    typeof value === 'string' && parseDuration(value) > parseDuration(deadline)
      ? [
          `warning: the deadline of ${id}, ${deadline}, is shorter than ${constant} of target ${name}, ${value}`,
        ]
      : [],
  )
}
