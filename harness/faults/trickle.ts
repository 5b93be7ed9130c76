import { type Duration, parseDuration } from '../duration.ts'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault, meanWait } from './link-fault.ts'

const trickleKind = { name: 'trickle', colour: '#be185d' }

export interface TrickleOptions {
  /** Bytes that get through at once, at least 1. */
  readonly bytes: number
  /** From one such piece to the next, in scenario time. */
  readonly every: Duration
}

/** A piece that leaves late shortens the way to the next one by as much. */
const timerShare = 0.2

/**
 * What is sent to the far side of a link arrives in small pieces far apart: a bandwidth so low that timeouts fall between them.
 * Evidence: how far apart the pieces really were.
 */
export function trickle(
  context: FaultContext,
  link: Link,
  { bytes, every }: TrickleOptions,
  factor: number,
): Promise<OpenFault> {
  const everyMs = Math.round(parseDuration(every) * factor)
  return linkFault(
    context,
    trickleKind,
    link,
    `${bytes} bytes each ${everyMs} ms on ${link.name}`,
    [
      {
        name: 'trickle',
        type: 'slicer',
        stream: 'upstream',
        attributes: { average_size: bytes, size_variation: 0, delay: everyMs * 1_000 },
      },
    ],
    {
      prove: ({ connections, toxics: [toxic] }) => {
        const apart = toxic && meanWait(toxic)
        if (apart === undefined)
          return { proven: true, words: `${connections} connections affected, held back to the end` }
        const pieces = toxic!.measured!.waits
        const mean = `${Math.round(apart)} ms apart on average`
        return apart >= everyMs * (1 - timerShare)
          ? { proven: true, words: `${connections} connections affected, ${pieces} pieces ${mean}` }
          : { proven: false, words: `${pieces} pieces came ${mean}, where ${everyMs} ms were asked for` }
      },
    },
  )
}

defineFault(
  trickleKind,
  'What is sent to the far side of a link arrives in small pieces far apart',
  {
    trickle: (context, link, options) => trickle(context, link, options, context.factor),
  },
  {
    trickle: {
      on: 'link',
      healing: 'undo',
      parameters: {
        bytes: typed.number('that get through at once', { example: '1', range: [1, 1_000_000] }),
        every: typed.duration('from one such piece to the next', { example: '100ms' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    trickle(link: Link, options: TrickleOptions): Promise<OpenFault>
  }
}
