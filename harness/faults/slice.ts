import { type Duration, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { type Acted, linkFault, type Proof } from './link-fault.ts'

const sliceKind = { name: 'slice', colour: '#0369a1' }

export interface SliceOptions {
  /** Of a piece on average, at least 1. */
  readonly bytes: number
  /** Each piece is drawn evenly from `bytes` plus or minus this; at most `bytes`. Default 0. */
  readonly spread?: number
  /** From one piece to the next, in scenario time. Default 0: as soon as the one before has left. */
  readonly every?: Duration
  /** Default both. */
  readonly direction?: Direction
}

/**
 * Cuts what passes a link into small pieces, each sent by itself: for readers that take what comes at once for a whole message.
 * Evidence: how many pieces there were, and how large. Messages that are no larger than a piece are not cut, and are none.
 */
export function slice(
  context: FaultContext,
  link: Link,
  { bytes, spread = 0, every = '0ms', direction = 'both' }: SliceOptions,
  factor: number,
): Promise<OpenFault> {
  if (!(bytes >= 1 && spread >= 0 && spread <= bytes))
    throw new UsageError(
      `slice: ${bytes} ± ${spread} bytes: a piece has at least 1 byte, and no more spread than bytes`,
    )
  const everyMs = parseDuration(every) * factor
  const { streams, words } = directions[direction]
  const attributes = { average_size: bytes, size_variation: spread, delay: Math.round(everyMs * 1_000) }
  return linkFault(
    context,
    sliceKind,
    link,
    `pieces of ${bytes} ± ${spread} bytes, ${everyMs} ms apart, ${words} on ${link.name}`,
    streams.map((stream) => ({ name: `slice_${stream}`, type: 'slicer', stream, attributes })),
    {
      prove: (acted) => proofOf(acted, bytes + spread),
      whyUnseen: `nothing longer than a piece passed ${link.name}`,
    },
  )
}

function proofOf({ connections, toxics }: Acted, most: number): Proof {
  const cut = toxics.flatMap(({ measured }) => (measured && measured.waits > 0 ? measured : []))
  const pieces = cut.reduce((sum, { waits }) => sum + waits, 0)
  if (pieces === 0)
    return { proven: false, words: `${connections} connections carried nothing longer than a piece` }
  const bytes = cut.reduce((sum, { waitedBytes }) => sum + waitedBytes, 0)
  // The first piece of each message has waited for none, and is not counted.
  const words = `${pieces} further pieces of ${Number((bytes / pieces).toPrecision(3))} bytes on average`
  return cut.every(({ waits, waitedBytes }) => waitedBytes / waits <= most)
    ? { proven: true, words: `${connections} connections affected, ${words}` }
    : { proven: false, words: `${words}, where at most ${most} were asked for` }
}

defineFault(
  sliceKind,
  'Cuts what passes a link into small pieces, each sent by itself',
  { slice: (context, link, options) => slice(context, link, options, context.factor) },
  {
    slice: {
      on: 'link',
      healing: 'undo',
      parameters: {
        bytes: typed.number('of a piece on average', { example: '10', range: [1, 1_000_000] }),
        spread: typed.number('bytes, plus or minus, evenly spread', { value: '0', range: [0, 1_000_000] }),
        every: typed.duration('from one piece to the next', { value: '0ms' }),
        direction: typed.choice('what is cut', Object.keys(directions), { value: 'both' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    slice(link: Link, options: SliceOptions): Promise<OpenFault>
  }
}
