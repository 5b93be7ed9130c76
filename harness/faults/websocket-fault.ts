import type { Link } from '../runtime/links.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, FaultKind, OpenFault } from './fault.ts'
import { linkFault } from './link-fault.ts'
import { answersProof } from './share-of-requests.ts'

interface WebSocketFault {
  readonly direction: Direction
  /** Attributes of the toxic. */
  readonly attributes: Readonly<Record<string, string | number>>
  readonly detail: string
  /** What is counted, and what happened to it: `['pings', 'were lost']`. */
  readonly counted: readonly [what: string, words: string]
  readonly whyUnseen: string
}

/** A fault on the frames of a link's WebSockets. Evidence: the frames or messages that the proxy changed, counted one by one. */
export function webSocketFault(
  context: FaultContext,
  kind: FaultKind,
  link: Link,
  { direction, attributes, detail, counted, whyUnseen }: WebSocketFault,
): Promise<OpenFault> {
  const { streams, words } = directions[direction]
  const [what, happened] = counted
  return linkFault(
    context,
    kind,
    link,
    `${detail} ${words} on ${link.name}`,
    streams.map((stream) => ({ name: `${kind.name}_${stream}`, type: 'websocket', stream, attributes })),
    { prove: answersProof(happened, { share: 1, what }), whyUnseen },
  )
}
