import { type Duration, parseDuration } from '../duration.ts'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { type Acted, linkFault, meanWait, type Proof } from './link-fault.ts'

const slowCloseKind = { name: 'slow-close', colour: '#a21caf' }

export interface SlowCloseOptions {
  /** From the end of a connection to the moment at which the other side is told, in scenario time. */
  readonly delay: Duration
  /** Default both. */
  readonly direction?: Direction
}

/**
 * Delays the end of each connection of a link, FIN or RST, and nothing else: the other side takes it for open until then.
 * Evidence: how long ends really waited.
 */
export function slowClose(
  context: FaultContext,
  link: Link,
  { delay, direction = 'both' }: SlowCloseOptions,
  factor: number,
): Promise<OpenFault> {
  const delayMs = Math.round(parseDuration(delay) * factor)
  const { streams, words } = directions[direction]
  return linkFault(
    context,
    slowCloseKind,
    link,
    `ends ${delayMs} ms late ${words} on ${link.name}`,
    streams.map((stream) => ({
      ...{ name: `slow_close_${stream}`, type: 'slow_close', stream, attributes: { delay: delayMs } },
    })),
    { prove: (acted) => proofOf(acted, delayMs), whyUnseen: `no connection of ${link.name} ended` },
  )
}

function proofOf({ connections, toxics }: Acted, delayMs: number): Proof {
  const seen = toxics.filter((toxic) => meanWait(toxic) !== undefined)
  if (seen.length === 0)
    return { proven: true, words: `${connections} connections affected, their ends held back to the end` }
  const ends = seen.reduce((sum, { measured }) => sum + measured!.waits, 0)
  const mean = seen.reduce((sum, { measured }) => sum + measured!.waitedMs, 0) / ends
  const words = `${ends} ends ${Math.round(mean)} ms late on average`
  return seen.every((toxic) => meanWait(toxic)! >= delayMs)
    ? { proven: true, words: `${connections} connections affected, ${words}` }
    : { proven: false, words: `${words}, where ${delayMs} ms were asked for` }
}

defineFault(
  slowCloseKind,
  'Delays the end of each connection of a link: the other side takes it for open until then',
  { slowClose: (context, link, options) => slowClose(context, link, options, context.factor) },
  {
    slowClose: {
      on: 'link',
      healing: 'undo',
      parameters: {
        delay: typed.duration('from an end to the moment at which the other side is told', { example: '2s' }),
        direction: typed.choice('whose ends are late', Object.keys(directions), { value: 'both' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    slowClose(link: Link, options: SlowCloseOptions): Promise<OpenFault>
  }
}
