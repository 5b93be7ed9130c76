/** The door of gameday for systems: everything but scenarios and the four systems that come with it, which stand on it themselves. */
export * from './definitions.ts'
export type { AnswerFaker } from './faults/fake-answer.ts'
export type { Visitors } from './faults/leave.ts'
export type { Farewell } from './faults/lose-close-frame.ts'
export type { Twin } from './faults/overlap.ts'
export type { SlowReaders } from './faults/read-slowly.ts'
export type { Crowd } from './faults/visit.ts'
export { Hints } from './hints.ts'
export type { Journal } from './journal/writer.ts'
export type { Browser } from './probes/browsers/browser.ts'
export type { Browsers, Wave, WaveOptions } from './probes/browsers/browsers.ts'
export {
  type HttpProber,
  type ProbeEvent,
  type SingleProbe,
  startHttpProber,
} from './probes/http-prober/prober.ts'
export type { ProbeTarget } from './probes/http-prober/protocol.ts'
export { type Look, SocketWatcher } from './probes/socket-watcher.ts'
export { capture as runCommand } from './runtime/capture.ts'
export {
  formatAddress,
  linkAddress,
  linkBetween,
  linkName,
  openLinks,
  type ReservedLinks,
  reserveLinks,
} from './runtime/links.ts'
export { portInUse } from './runtime/port-in-use.ts'
export type { LogLine, Runtime, ServiceSpec, Started } from './runtime/runtime.ts'
export { shardedLink } from './runtime/sharded-link.ts'
export { abortable } from './runtime/wait.ts'
export type { Check } from './scenario/check.ts'
export { isAnswered } from './system/answered.ts'
export { certifyAll } from './system/certified.ts'
export { compose } from './system/compose/compose.ts'
export { type SystemFixtures, system } from './system/define-system.ts'
export type { LoggedEvent, Overlay, Preset, Program } from './system/definition.ts'
export type { Extension, Running, SocketLooks } from './system/extension.ts'
export { createMember, type Member } from './system/member.ts'
export { fromTo, type Window } from './system/metric-ref.ts'
export { caddy } from './system/presets/caddy.ts'
export { mariadb } from './system/presets/mariadb.ts'
export { nginx } from './system/presets/nginx.ts'
export { postgres } from './system/presets/postgres.ts'
export { rabbitmq } from './system/presets/rabbitmq.ts'
export { redis } from './system/presets/redis.ts'
export { type TlsEdgeOptions, tlsEdge } from './system/presets/tls-edge.ts'
export { http } from './system/probes/http.ts'
export { redisCommand } from './system/probes/redis-command.ts'
export { sql } from './system/probes/sql.ts'
export { tcp } from './system/probes/tcp.ts'
export { websocket } from './system/probes/websocket.ts'
export { type RedisServer, redisServer } from './system/redis.ts'
export { nullObject, orNullObject, type RehearsalClock, withoutLoops } from './system/rehearse.ts'
export { redisProgram, reserveServices } from './system/service-parts.ts'
export { journalSettled } from './system/settle.ts'
export {
  type RunningSystem,
  type SteadyState,
  type System,
  type SystemContext,
  steadyTimeoutMs,
} from './system/system.ts'
export { testcontainer } from './system/testcontainer.ts'
export { programOf, type Ready, readyCheck } from './targets/described-program.ts'
