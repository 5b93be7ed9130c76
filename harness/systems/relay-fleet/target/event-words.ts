import { hostStates } from '../events/host.ts'

/** What a program can report of a host, in the words of the journal; that TCP is connected, that a request is held and each ping only our own hosts tell. */
export const hostKinds = hostStates.filter(
  (state) => state !== 'tcp' && state !== 'held' && state !== 'pinged',
)
export type HostKind = (typeof hostKinds)[number]

/** What a relay can report of itself; drawn on the timeline. */
export const relayKinds = ['unregistered', 'cleared'] as const

export const kinds = [...hostKinds, ...relayKinds] as const
export type Kind = (typeof kinds)[number]

/** What may be reported with an event: named captures of a pattern, fields of an NDJSON object. */
export const fields = [
  'host',
  'tunnel',
  'relay',
  'code',
  'reason',
  'error',
  'delayMs',
  'delayS',
  'attempt',
  'count',
] as const
export type Field = (typeof fields)[number]
