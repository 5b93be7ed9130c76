import { UsageError } from '../errors.ts'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { type Acted, linkFault, type Proof } from './link-fault.ts'

const bandwidthKind = { name: 'bandwidth', colour: '#4d7c0f' }

export interface BandwidthOptions {
  /** KB (1,000 bytes) per second of the system's own time that one connection carries in each of the directions, at least 1. */
  readonly rate: number
  /** Default both. */
  readonly direction?: Direction
}

/** The proxy's timers tick in whole ms, and a line that has just become busy owes up to one of them. */
const TICK_SHARE = 0.15

/**
 * Lets no more than a rate through on each connection of a link; what is more waits, in order.
 * Evidence: how many bytes passed while something waited, and in what time; traffic below the rate is none.
 */
export function bandwidth(
  context: FaultContext,
  link: Link,
  { rate, direction = 'both' }: BandwidthOptions,
  factor: number,
): Promise<OpenFault> {
  if (!(rate >= 1))
    throw new UsageError(`bandwidth: rate ${rate}: at least 1 KB/s; \`hang\` lets nothing through`)
  const real = Math.max(1, Math.round(rate / factor))
  const { streams, words } = directions[direction]
  return linkFault(
    context,
    bandwidthKind,
    link,
    `${real} KB/s ${words} on ${link.name}`,
    streams.map((stream) => ({
      ...{ name: `bandwidth_${stream}`, type: 'bandwidth', stream, attributes: { rate: real } },
    })),
    { prove: (acted) => proofOf(acted, real) },
  )
}

function proofOf({ connections, toxics }: Acted, rate: number): Proof {
  const held = toxics.flatMap(({ measured }) => (measured && measured.waitedMs > 0 ? measured : []))
  if (held.length === 0)
    return {
      proven: false,
      words: `${connections} connections carried too little for ${rate} KB/s to hold it up`,
    }
  const sum = (part: 'waitedBytes' | 'waitedMs') => held.reduce((total, one) => total + one[part], 0)
  // Bytes per ms are KB per s.
  const seen = sum('waitedBytes') / sum('waitedMs')
  const passed = `${sum('waitedBytes')} bytes passed at ${Number(seen.toPrecision(3))} KB/s`
  // Each direction by itself: one that is slower makes up for none that is not.
  const kept = held.every(({ waitedBytes, waitedMs }) => waitedBytes / waitedMs <= rate * (1 + TICK_SHARE))
  return kept
    ? { proven: true, words: `${connections} connections affected, ${passed}` }
    : { proven: false, words: `${passed}, where ${rate} KB/s were asked for` }
}

defineFault(
  bandwidthKind,
  'Lets no more than so many KB per second through on each connection of a link; what is more waits',
  { bandwidth: (context, link, options) => bandwidth(context, link, options, context.factor) },
  {
    bandwidth: {
      on: 'link',
      healing: 'undo',
      parameters: {
        rate: typed.number('KB per second, on each connection', { example: '50', range: [1, 1_000_000] }),
        direction: typed.choice('what is slowed down', Object.keys(directions), { value: 'both' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    bandwidth(link: Link, options: BandwidthOptions): Promise<OpenFault>
  }
}
