import type { RuntimeKind } from '../../door.ts'
import type { Need, RelayFleetOptions } from './options.ts'
import type { RelayTarget } from './target/schema.ts'
import { isShipped } from './target/shipped.ts'

type Rule = (target: RelayTarget, options: RelayFleetOptions) => boolean

/** A host can be played by a process of its own. */
function hasOwnProcesses({ host }: RelayTarget): boolean {
  return host.per === 'host' || host.single !== false
}

/** Further programs with the id of a host can be started, and what becomes of each is reported by itself. */
function playsFurtherHosts(target: RelayTarget): boolean {
  return (
    hasOwnProcesses(target) &&
    ['upgraded', 'registered', 'closed'].every((word) => target.host.events?.reports.has(word))
  )
}
const whyNoFurtherHosts =
  "its hosts do not report 'upgraded', 'registered' and 'closed' themselves, or none has a process of its own"

/** What scenarios may need, how one sees that a target has it, and what is said where it has not. */
const needs: Readonly<Record<Need, { readonly has: Rule; readonly lack: string }>> = {
  'registration-race': {
    has: playsFurtherHosts,
    lack: whyNoFurtherHosts,
  },
  'second-tunnels': { has: playsFurtherHosts, lack: whyNoFurtherHosts },
  joining: { has: playsFurtherHosts, lack: whyNoFurtherHosts },
  'ping-timeout': {
    has: ({ constants }) => constants.pingTimeout !== undefined,
    lack: 'it does not declare constants.pingTimeout, after which a relay gives up a host that answers no ping',
  },
  'pings-told': {
    has: () => false,
    lack: 'its hosts report no pings, and what a relay keeps of expiries in its directory is its own affair',
  },
  'requests-by-name': {
    has: () => false,
    lack: 'only a host itself can tell how often a request came to it, and no event of a target reports requests',
  },
  'lingering-hosts': {
    has: () => false,
    lack: 'only a host that is told to leave and stays is closed by its relay, and whether a host stays is decided in its program',
  },
  timers: {
    has: () => false,
    lack: 'how many timers wait in a relay is known to its own process only',
  },
  channels: { has: () => false, lack: 'it does not declare how clients open WebSockets of their own' },
  remains: { has: () => false, lack: 'what its directory keeps beside the owners is not declared' },
  tokens: { has: () => false, lack: 'nobody knows how to make a token that is no good for it' },
  'stale-entries': {
    has: ({ directory }) => directory?.leave !== undefined,
    lack: 'it does not declare directory.leave, which writes entries of a relay that is gone',
  },
  'late-hosts': { has: hasOwnProcesses, lack: 'host.single is false: no host can come later' },
  'out-of-descriptors': {
    has: ({ closeCodes }) => closeCodes.outOfDescriptors !== undefined,
    lack: 'it does not declare closeCodes.outOfDescriptors',
  },
  farewell: {
    has: ({ drainMessage }) => drainMessage !== undefined,
    lack: 'it does not declare drainMessage',
  },
  sentinel: {
    has: () => false,
    lack: 'a fail-over of its directory would need a replica and a Sentinel, and how its relays find those is its own affair',
  },
  'drain-words': {
    has: ({ drainFailed }) => drainFailed !== undefined,
    lack: 'it does not declare drainFailed',
  },
  'drain-wait': {
    has: ({ constants }) => constants.drainWait !== undefined,
    lack: 'it does not declare constants.drainWait',
  },
  watchdog: {
    has: ({ constants }) => constants.watchdog !== undefined && constants.watchdogCheck !== undefined,
    lack: 'it does not declare constants.watchdog and constants.watchdogCheck',
  },
  expiry: {
    has: ({ constants }) => constants.directoryTtl !== undefined && constants.directorySweep !== undefined,
    lack: 'it does not declare constants.directoryTtl and constants.directorySweep',
  },
}

/** Why a target cannot be used for a fleet of this kind; undefined where it can. */
export function refusalOf(
  target: RelayTarget,
  options: RelayFleetOptions,
  hosts: number,
  runtime: RuntimeKind,
): string | undefined {
  const lack =
    noProgram(target, runtime) ??
    layout(target, options, hosts) ??
    options.needs.find((need) => !needs[need].has(target, options))
  if (lack === undefined) return undefined
  return `target ${target.name}: ${Object.hasOwn(needs, lack) ? needs[lack as Need].lack : lack}`
}

function noProgram(
  { relay, host, edge, dependencies }: RelayTarget,
  runtime: RuntimeKind,
): string | undefined {
  const single = host.per === 'fleet' && host.single ? { 'host.single': host.single } : {}
  const services = Object.entries({
    relay,
    host,
    ...single,
    ...(edge === 'gameday' ? {} : { edge }),
    ...dependencies,
  })
  const part = runtime === 'processes' ? 'command' : 'image'
  const without = services.find(([, service]) => !isShipped(service) && service[part] === undefined)
  return without && `${without[0]} has no ${part}, which the ${runtime} runtime needs`
}

function layout(target: RelayTarget, options: RelayFleetOptions, hosts: number): string | undefined {
  if (hosts > target.host.max) return `the scenario needs ${hosts} hosts, host.max is ${target.host.max}`
  if (options.hostProcesses > 1 && !hasOwnProcesses(target))
    return 'the scenario needs a host in two places, and host.single is false'
  if (options.smokeTest && target.health === undefined)
    return 'it does not declare health, which the smoke test asks'
  if (options.tls !== undefined)
    return 'how its hosts are told to dial by TLS, and whom to trust, is its own affair'
  if (options.usesRedis && !target.redis) return 'it runs without the Redis of the run'
  return undefined
}
