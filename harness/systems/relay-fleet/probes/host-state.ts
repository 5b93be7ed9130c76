import type { HostEvent } from '../../../../docker/mock-host/control.ts'

/** What is known of a host from its events so far. Times in monotonic ns. */
export interface HostStatus {
  /** It holds a tunnel on which a relay has spoken; a tunnel that is being drained still counts. */
  readonly registered: boolean
  /** When it last registered. */
  readonly registeredAt?: number
  /** When a tunnel of it last ended. */
  readonly closedAt?: number
  /** Requests that it took on so far, to answer them later. */
  readonly held?: number
  /** `region:machineId` of the relay of its newest tunnel, where the program tells. */
  readonly relay?: string
  /** Last event of its newest dial. */
  readonly lastState: HostEvent['state']
  /** Number of its newest dial; a scheduled one counts. */
  readonly dial: number
  /** Dial of the tunnel it registered last. */
  readonly tunnel?: number
}

/**
 * The status after one more event. A dial's events may come late, when the next dial has begun: the close of a
 * replaced tunnel says nothing of the tunnel that replaced it.
 */
export function nextStatus(before: HostStatus | undefined, event: HostEvent): HostStatus {
  const newest = !before || event.dial >= before.dial
  return {
    ...(before ?? { registered: false }),
    ...(newest
      ? { dial: event.dial, lastState: event.state }
      : { dial: before.dial, lastState: before.lastState }),
    ...(newest && event.relay ? { relay: event.relay } : {}),
    ...tunnelChange(before, event),
  }
}

function tunnelChange(before: HostStatus | undefined, { state, dial, at }: HostEvent): Partial<HostStatus> {
  switch (state) {
    case 'registered':
      return { registered: true, registeredAt: at, tunnel: dial }
    case 'closed':
      return dial === before?.tunnel ? { registered: false, closedAt: at } : { closedAt: at }
    case 'held':
      return { held: (before?.held ?? 0) + 1 }
    case 'watchdog':
      return dial === before?.tunnel ? { registered: false } : {}
    default:
      return {}
  }
}
