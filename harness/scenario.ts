/**
 * The one door for scenario files: `scenario` and the systems that it can be written for.
 * It only fills the registry; in a vitest worker, worker.ts makes tests of what is registered.
 */
import { register, type ScenarioBody, type ScenarioMeta } from './scenario/define.ts'

/**
 * Declares a scenario.
 * @param id `system/name`; the file is `scenarios/<id>.scenario.ts`
 * @param meta its contract: hypothesis, system, broken variants with the checks that they must fail
 * @param body breaks the system and checks how it recovered; durations are scenario time
 */
export function scenario<Fixtures, Variant>(
  id: string,
  meta: ScenarioMeta<Fixtures, Variant>,
  body: ScenarioBody<Fixtures>,
): void {
  register({ id, meta, body })
}

export * from './door.ts'
export { gameDayPlan, type PlannedInjection } from './scenario/game-day-plan.ts'
export type { Named } from './scenario/named.ts'
export { systemOf } from './scenario/system-of.ts'
export { deployPipeline } from './systems/deploy-pipeline/deploy-pipeline.ts'
export { deployProxy } from './systems/deploy-pipeline/programs.ts'
export { logStreamer } from './systems/log-streamer/log-streamer.ts'
export { relayFleet } from './systems/relay-fleet/relay-fleet.ts'
export { webhookDelivery } from './systems/webhook-delivery/webhook-delivery.ts'
