import {
  byHost,
  byName,
  cadenceMs,
  type EventOf,
  eventsOf,
  type JournalEvent,
  NS_PER_MS,
  type Span,
} from '../../../definitions.ts'
import { hostNames } from './hosts-seen.ts'
import { type Tunnel, tunnelsOf } from './tunnels.ts'

/** One host's life, or that of the slowest of a group of hosts. */
export interface Lane {
  readonly host: string
  /** How many hosts this lane stands for. */
  readonly of: number
  readonly connected: readonly Span[]
  /** Dial to registration or failure. */
  readonly dialling: readonly Span[]
  /** Probes that were due here were not answered well. */
  readonly failing: readonly Span[]
}

export interface LaneOptions extends Span {
  /** Monotonic ns. */
  readonly zero: number
  /** Most lanes; more hosts are grouped by how long they were without a tunnel, the longest of each group shown. */
  readonly max: number
}

/** One lane per host in the given time. */
export function lanesOf(events: readonly JournalEvent[], options: LaneOptions): Lane[] {
  const tunnels = byHost(tunnelsOf(events))
  const dials = byHost(eventsOf(events, 'host'))
  const probes = byHost(eventsOf(events, 'probe').toSorted((a, b) => a.due - b.due))
  const cadence = cadenceMs(probes)
  const names = hostNames(events).sort(byName)
  const lanes = names.map((host): Lane => {
    const clip = (spans: Span[]) => clipped(spans, options)
    return {
      host,
      of: 1,
      connected: clip(connectedSpans(tunnels.get(host) ?? [], options)),
      dialling: clip(diallingSpans(dials.get(host) ?? [], options)),
      failing: clip(failingSpans(probes.get(host) ?? [], cadence, options)),
    }
  })
  return lanes.length > options.max ? grouped(lanes, options.max) : lanes
}

function grouped(lanes: readonly Lane[], max: number): Lane[] {
  const sorted = lanes.toSorted((a, b) => connectedMs(a) - connectedMs(b))
  const size = Math.ceil(lanes.length / max)
  const groups = Array.from({ length: Math.ceil(sorted.length / size) }, (_, i) =>
    sorted.slice(i * size, (i + 1) * size),
  )
  return groups.map((group) => ({ ...group[0]!, of: group.length }))
}

function connectedMs({ connected }: Lane): number {
  return connected.reduce((sum, { from, to }) => sum + to - from, 0)
}

function connectedSpans(tunnels: readonly Tunnel[], { zero, to }: LaneOptions): Span[] {
  return tunnels
    .filter(({ registeredAt }) => registeredAt !== undefined)
    .map(({ registeredAt, heldUntil }) => ({
      from: ms(registeredAt!, zero),
      to: heldUntil === Infinity ? to : ms(heldUntil, zero),
    }))
}

/** From the end backwards, so that each dial's next end is known when its attempt comes. */
function diallingSpans(events: readonly EventOf<'host'>[], { zero, to }: LaneOptions): Span[] {
  const ends = new Map<number, number>()
  const spans: Span[] = []
  for (const { dial, state, at } of events.toReversed()) {
    if (state === 'attempt')
      spans.push({ from: ms(at, zero), to: ends.has(dial) ? ms(ends.get(dial)!, zero) : to })
    else if (state === 'registered' || state === 'failed' || state === 'closed') ends.set(dial, at)
  }
  return spans.reverse()
}

/** Failed probes in a row make one span. */
function failingSpans(probes: readonly EventOf<'probe'>[], cadence: number, { zero }: LaneOptions): Span[] {
  const spans: Span[] = []
  let from: number | undefined
  for (const { due, ok } of probes) {
    const at = ms(due, zero)
    if (!ok) from ??= at
    else if (from !== undefined) {
      spans.push({ from, to: at })
      from = undefined
    }
  }
  const last = probes.at(-1)
  if (from !== undefined && last) spans.push({ from, to: ms(last.due, zero) + cadence })
  return spans
}

function clipped(spans: readonly Span[], { from, to }: Span): Span[] {
  return spans
    .map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter((span) => span.to > span.from)
}

function ms(at: number, zero: number): number {
  return (at - zero) / NS_PER_MS
}
