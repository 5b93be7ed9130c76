import { MissingPartError } from '../errors.ts'
import type { RuntimeKind } from '../journal/events.ts'
import type { NetworkPlace } from './packets/network-place.ts'
import type { Service } from './runtime.ts'

/** One of several machines that a run is spread over. */
export interface RunNode {
  readonly name: string
  /** By which the other nodes reach it. */
  readonly address: string
  readonly others: readonly RunNode[]
  /** What runs there now, or did before it was taken down, in the order of their start. */
  readonly services: readonly Service[]
  /** Where its packets to other nodes leave, and where theirs arrive. */
  place(): Promise<NetworkPlace>
  /** What the run's own packets between nodes have in common there, in nft's words. */
  packets(): Promise<string>
}

/** The machines of a run that is spread over several. */
export interface RunNodes {
  readonly all: readonly RunNode[]
  /** The node on which a service runs. */
  of(service: string): RunNode
}

/** What needs several nodes cannot be had on a runtime of one machine. */
export const oneNodeOnly = (kind: RuntimeKind) =>
  new MissingPartError(`it needs several nodes, and ${kind} are one: gameday run --runtime swarm`)
