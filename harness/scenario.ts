/**
 * The one door for scenario files: `scenario` and the systems that it can be written for.
 * It only fills the registry; in a vitest worker, worker-setup.ts makes tests of what is registered.
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

export { z } from 'zod'
export { cannotTell, countOf, defineMetric } from './analysis/metric.ts'
export { definePanel } from './analysis/panel.ts'
export type { Duration } from './duration.ts'
export { type FaultContext, type OpenFault, openFault } from './faults/fault.ts'
export { ownFault as defineFault } from './faults/faults.ts'
export { now } from './journal/clock.ts'
export { defineEvent } from './journal/event-kinds.ts'
export { eventsOf } from './journal/events-of.ts'
export { defineChart } from './report/chart.ts'
export { html } from './report/html/html.ts'
export { compose } from './system/compose/compose.ts'
export { system } from './system/define-system.ts'
export type { Preset } from './system/definition.ts'
export { caddy } from './system/presets/caddy.ts'
export { mariadb } from './system/presets/mariadb.ts'
export { nginx } from './system/presets/nginx.ts'
export { postgres } from './system/presets/postgres.ts'
export { redis } from './system/presets/redis.ts'
export { http } from './system/probes/http.ts'
export { redisCommand } from './system/probes/redis-command.ts'
export { sql } from './system/probes/sql.ts'
export { tcp } from './system/probes/tcp.ts'
export { websocket } from './system/probes/websocket.ts'
export { testcontainer } from './system/testcontainer.ts'
export { deployPipeline } from './systems/deploy-pipeline/deploy-pipeline.ts'
export { logStreamer } from './systems/log-streamer/log-streamer.ts'
export { relayFleet } from './systems/relay-fleet/relay-fleet.ts'
export { webhookDelivery } from './systems/webhook-delivery/webhook-delivery.ts'
