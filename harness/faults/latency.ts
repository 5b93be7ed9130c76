import { type Duration, parseDuration } from '../duration.ts'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { type Acted, linkFault, meanWait, type Proof } from './link-fault.ts'

const latencyKind = { name: 'latency', colour: '#a16207' }

export interface LatencyOptions {
  /** Added to every chunk in each of the directions, in scenario time. */
  readonly delay: Duration
  /** Uniform, plus or minus. Default 0. */
  readonly jitter?: Duration
  /** Default both; one alone makes the delay that of a round trip. */
  readonly direction?: Direction
}

/**
 * Delays everything on a link, connections that are open included. Dialling is not delayed.
 * Evidence: how long the proxy really kept each piece, which is never less than it was asked to.
 */
export function latency(
  context: FaultContext,
  link: Link,
  { delay, jitter = '0ms', direction = 'both' }: LatencyOptions,
  factor: number,
): Promise<OpenFault> {
  const attributes = { latency: wholeMs(delay, factor), jitter: wholeMs(jitter, factor) }
  const { streams, words } = directions[direction]
  return linkFault(
    context,
    latencyKind,
    link,
    `${attributes.latency} ± ${attributes.jitter} ms ${words} on ${link.name}`,
    streams.map((stream) => ({ name: `latency_${stream}`, type: 'latency', stream, attributes })),
    { prove: (acted) => proofOf(acted, attributes) },
  )
}

interface Asked {
  readonly latency: number
  readonly jitter: number
}

function proofOf({ connections, toxics }: Acted, { latency, jitter }: Asked): Proof {
  const seen = toxics.filter((toxic) => meanWait(toxic) !== undefined)
  if (seen.length === 0)
    return { proven: true, words: `${connections} connections affected, held back to the end` }
  const pieces = seen.reduce((sum, { measured }) => sum + measured!.waits, 0)
  const waited = seen.reduce((sum, { measured }) => sum + measured!.waitedMs, 0)
  const mean = `${Math.round(waited / pieces)} ms on average`
  // Each direction by itself: one that is delayed twice makes up for none that is not.
  if (seen.every((toxic) => meanWait(toxic)! >= latency - jitter))
    return { proven: true, words: `${connections} connections affected, ${pieces} pieces delayed by ${mean}` }
  const asked = `${latency} ± ${jitter} ms were asked for`
  return { proven: false, words: `${pieces} pieces were delayed by ${mean}, where ${asked}` }
}

/** The proxy takes whole milliseconds. */
const wholeMs = (duration: Duration, factor: number) => Math.round(parseDuration(duration) * factor)

defineFault(
  latencyKind,
  'Delays everything on a link, on connections that are open, too',
  {
    latency: (context, link, options) => latency(context, link, options, context.factor),
  },
  {
    latency: {
      on: 'link',
      healing: 'undo',
      parameters: {
        delay: typed.duration('added to every piece', { example: '200ms' }),
        jitter: typed.duration('plus or minus, evenly spread', { value: '0ms' }),
        direction: typed.choice('what is delayed', Object.keys(directions), { value: 'both' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    latency(link: Link, options: LatencyOptions): Promise<OpenFault>
  }
}
