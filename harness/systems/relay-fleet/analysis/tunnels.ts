import { type EventOf, eventsOf, perJournal } from '../../../definitions.ts'

/** The moments of one dial of a host, ns; what did not happen is left out. A dial that was upgraded is a tunnel. */
export interface Dial {
  readonly host: string
  readonly dial: number
  relay?: string
  attemptAt?: number
  tcpAt?: number
  upgradedAt?: number
  registeredAt?: number
  answeredAt?: number
  drainAt?: number
  /** End as the host saw it: closed, failed or given up by the watchdog. */
  endedAt?: number
  code?: number
  error?: string
  reason?: string
}

export interface Tunnel extends Dial {
  readonly upgradedAt: number
  /** The tunnel is held until here: the host saw its end, or its relay exited, whichever came first. */
  readonly heldUntil: number
}

/** All dials in order of their first event. */
export const dialsOf = perJournal((events): readonly Dial[] => {
  const dials = new Map<string, Dial>()
  for (const event of eventsOf(events, 'host')) {
    if (event.state === 'scheduled') continue
    const key = `${event.dial} ${event.host}`
    const dial = dials.get(key) ?? { host: event.host, dial: event.dial }
    dials.set(key, dial)
    take(dial, event)
  }
  return [...dials.values()]
})

function take(dial: Dial, event: EventOf<'host'>): void {
  if (event.relay !== undefined) dial.relay = event.relay
  switch (event.state) {
    case 'attempt':
    case 'tcp':
    case 'upgraded':
    case 'registered':
    case 'answered':
    case 'drain':
      dial[`${event.state}At`] ??= event.at
      break
    case 'closed':
    case 'failed':
    case 'watchdog':
      end(dial, event)
  }
}

/** The first end counts; what a later event says about the why is added. */
function end(dial: Dial, event: EventOf<'host'>): void {
  dial.endedAt ??= event.at
  if (event.code !== undefined) dial.code ??= event.code
  if (event.error !== undefined) dial.error ??= event.error
  if (event.reason !== undefined) dial.reason ??= event.reason
}

/** All tunnels with the interval in which they were held. */
export const tunnelsOf = perJournal((events): readonly Tunnel[] => {
  const exits = eventsOf(events, 'service').filter(({ state }) => state === 'exited')
  return dialsOf(events).flatMap((dial) => {
    // A program that tells no upgrade has its tunnel from the registration on.
    const upgradedAt = dial.upgradedAt ?? dial.registeredAt
    if (upgradedAt === undefined) return []
    const exit = exits.find(({ at, service }) => at >= upgradedAt && service === machineOf(dial.relay))
    return [{ ...dial, upgradedAt, heldUntil: Math.min(dial.endedAt ?? Infinity, exit?.at ?? Infinity) }]
  })
})

/** When a tunnel was no good any more: its host was told to leave, or it ended, or its relay did, noticed or not. Infinity: never. */
export function lostAt({ drainAt = Infinity, heldUntil }: Tunnel): number {
  return Math.min(drainAt, heldUntil)
}

/** When the host itself knew that its tunnel is no good any more. Infinity: never. */
export function noticedAt({ drainAt = Infinity, endedAt = Infinity }: Tunnel): number {
  return Math.min(drainAt, endedAt)
}

/** The machine of an identity `region:machineId`; a relay's service carries the name of its machine. */
export function machineOf(relay: string | undefined): string | undefined {
  return relay?.slice(relay.lastIndexOf(':') + 1)
}

/** Did the tunnel exist at some moment of [from, to]? */
export function heldWithin(tunnel: Tunnel, from: number, to: number): boolean {
  return tunnel.upgradedAt <= to && tunnel.heldUntil > from
}
