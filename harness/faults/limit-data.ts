import { UsageError } from '../errors.ts'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'

const limitDataKind = { name: 'limit-data', colour: '#b45309' }

export interface LimitDataOptions {
  /** That a connection carries in a direction before it is closed; counted from the fault on. */
  readonly bytes: number
  /** Default answers: they end in the middle. */
  readonly direction?: Direction
}

/**
 * Closes each connection of a link (FIN to both sides) when it has carried so many bytes: answers and uploads that end in the middle.
 * Evidence: the connections that came to the limit.
 */
export function limitData(
  context: FaultContext,
  link: Link,
  { bytes, direction = 'answers' }: LimitDataOptions,
): Promise<OpenFault> {
  if (!(Number.isInteger(bytes) && bytes >= 0))
    throw new UsageError(`limitData: ${bytes} bytes: write a whole number, 0 or more`)
  const { streams, words } = directions[direction]
  return linkFault(
    context,
    limitDataKind,
    link,
    `closed after ${bytes} bytes ${words} on ${link.name}`,
    streams.map((stream) => ({
      ...{ name: `limit_data_${stream}`, type: 'limit_data', stream, attributes: { bytes } },
    })),
    { whyUnseen: `no connection of ${link.name} carried ${bytes} bytes` },
  )
}

defineFault(
  limitDataKind,
  'Closes each connection of a link when it has carried so many bytes',
  { limitData },
  {
    limitData: {
      on: 'link',
      healing: 'undo',
      parameters: {
        bytes: typed.number('that a connection carries before it is closed', {
          ...{ example: '1000', range: [0, 1_000_000_000] },
        }),
        direction: typed.choice('what is counted', Object.keys(directions), { value: 'answers' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    limitData(link: Link, options: LimitDataOptions): Promise<OpenFault>
  }
}
