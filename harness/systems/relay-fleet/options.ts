import { type HostOptions, hostOptionsEnv } from '../../../docker/mock-host/config.ts'
import type { RelayOptions } from '../../../docker/relay/config.ts'
import { type Duration, parseDuration } from '../../duration.ts'

/** How a relay fleet is laid out. Every scenario says what it needs; the rest has the smallest size that works. */
export interface RelayFleetOptions {
  /** Number of hosts; `--hosts` overrides it. */
  readonly hosts: number
  /** Processes that play the hosts, at least. */
  readonly hostProcesses: number
  /** Relays, in order `relay-1`, `relay-2` … */
  readonly relays: readonly RelaySpec[]
  /** What hosts dial: the edge, or one relay by name. */
  readonly hostsDial: string
  /** What clients ask: the edge, or one relay by name. */
  readonly clientsAsk: string
  /** Redis is taken down: whoever connects meanwhile must be refused, which costs containers one more. */
  readonly redisRestarts: boolean
}

export interface RelaySpec {
  readonly name: string
  readonly region: string
}

/** A known-bad form of the fleet: options of the reference relay and of the mock host. */
export interface RelayFleetForm {
  readonly relay?: Partial<RelayOptions>
  readonly host?: HostForm
}

export interface HostForm extends Partial<HostOptions> {
  /** Longest reconnect delay, system time; 5 s on the fixed form. */
  readonly backoffCeiling?: Duration
}

export interface FleetSize {
  readonly hosts?: number
  /** Default 1; more only to have one host id in two places. Large fleets get more by themselves. */
  readonly hostProcesses?: number
  readonly relays?: number
  readonly region?: string
  readonly hostsDial?: 'edge' | 'relay-1'
  readonly clientsAsk?: 'edge' | 'relay-1'
  readonly redisRestarts?: boolean
}

/**
 * One relay is asked directly; more than one stand behind the edge.
 * Hosts dial the edge too, unless they are pinned to `relay-1`; so may clients be.
 */
export function fleetOptions({
  hosts = 20,
  hostProcesses = 1,
  relays = 1,
  region = 'ams',
  hostsDial,
  clientsAsk,
  redisRestarts = false,
}: FleetSize): RelayFleetOptions {
  const front = relays > 1 ? 'edge' : 'relay-1'
  return {
    hosts,
    hostProcesses,
    relays: Array.from({ length: relays }, (_, index) => ({ name: `relay-${index + 1}`, region })),
    hostsDial: hostsDial ?? front,
    clientsAsk: clientsAsk ?? front,
    redisRestarts,
  }
}

/** The environment that gives a mock-host process this form. */
export function hostEnvironment({ backoffCeiling, ...options }: HostForm = {}): Record<string, string> {
  return hostOptionsEnv({
    ...options,
    ...(backoffCeiling ? { backoffCeilingMs: parseDuration(backoffCeiling) } : {}),
  })
}
