import { relative } from 'node:path'
import { type NewEvent, SCHEMA_VERSION } from '../journal/events.ts'
import { ownDefiningFiles } from '../registry.ts'
import type { Target } from '../targets/target.ts'
import type { Execution } from './executions.ts'
import { factorOf } from './profile.ts'
import type { Setting } from './setting.ts'
import { ownTarget } from './targets.ts'

/** First line of an execution's journal. */
export function headerOf(
  { scenario, variant, runtime, repetition, earlierAttempts = [] }: Execution,
  setting: Setting,
  asked: Target | undefined,
): NewEvent {
  const { id, meta } = scenario
  // Of one that is another system's nothing is known here; it is refused before anything starts.
  const target = ownTarget(scenario, asked)
  const remarks = [
    ...((target && meta.system.remarks?.(target)) ?? []),
    ...(meta.system.leftOut ?? []).map((line) => `not taken over: ${line}`),
  ]
  const definedIn = ownDefiningFiles().map((file) => relative(process.cwd(), file))
  return {
    kind: 'header',
    schema: SCHEMA_VERSION,
    runId: setting.runId,
    scenario: id,
    title: meta.title ?? '',
    hypothesis: meta.hypothesis,
    source: meta.source ?? '',
    ...(meta.headline !== undefined && { headline: meta.headline }),
    ...(meta.slo && { slo: { ...meta.slo } }),
    system: meta.system.name,
    variant,
    ...(asked
      ? {
          target: asked.name,
          reports: [...((target && meta.system.reports?.(target)) ?? [])],
          notReported: [...((target && meta.system.notReported?.(target)) ?? [])],
        }
      : ownReports(meta.system.notReported?.())),
    ...(remarks.length > 0 && { remarks }),
    failsOn: [...(meta.broken[variant]?.failsOn ?? [])],
    runtime,
    runtimeReason: setting.runtimeReason,
    profile: setting.profile,
    factor: factorOf(setting.profile, meta.system),
    ...(meta.system.realTime && { realTime: true as const }),
    seed: setting.seed,
    hosts: meta.system.hosts(setting.hosts, target),
    ...(meta.system.hostsAre ? { hostsAre: meta.system.hostsAre } : {}),
    repetition,
    ...(earlierAttempts.length > 0 && { earlierAttempts: [...earlierAttempts] }),
    wallClock: new Date().toISOString(),
    environment: setting.environment,
    ...(definedIn.length > 0 && { definedIn }),
    topology: meta.system.topology(target),
    ...(meta.before ? { before: [...meta.before] } : {}),
  }
}

/** What a system says of its own programs, where there is no target. */
const ownReports = (notReported: readonly string[] = []) =>
  notReported.length > 0 ? { notReported: [...notReported] } : {}
