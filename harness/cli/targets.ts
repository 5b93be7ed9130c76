import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { AnyScenario } from '../scenario/define.ts'
import type { ProfileName } from '../scenario/profile.ts'
import type { Setting } from '../scenario/setting.ts'
import { configFileName, loadTargets, pickTargets } from '../targets/load-config.ts'

/**
 * The targets that a run was asked for, as its setting has them.
 * @throws UsageError for what is wrong with them, before anything starts
 */
export async function describeTargets(
  names: readonly string[],
  { config = configFileName, profile, knownBad }: TargetOptions,
): Promise<NonNullable<Setting['targets']>> {
  if (profile === 'compressed')
    throw new UsageError(
      'the time of a target cannot be compressed: leave --profile away or choose production',
    )
  if (knownBad) throw new UsageError('a target has no known-bad forms: leave --known-bad away')
  pickTargets(await loadTargets(config), names)
  return { config: resolve(config), names: [...names] }
}

interface TargetOptions {
  readonly config?: string
  readonly profile?: ProfileName
  readonly knownBad?: boolean
}

/** Scenarios of systems that take targets. Others are left away, unless somebody names one: then it is skipped with the reason. */
export function forTargets(catalogue: readonly AnyScenario[], patterns: readonly string[]): AnyScenario[] {
  return catalogue.filter(({ meta }) => meta.system.refusal !== undefined || patterns.length > 0)
}
