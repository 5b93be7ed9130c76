import type { Signal } from '../signal.ts'
import { descriptors } from './descriptors.ts'
import { disconnected } from './disconnected.ts'
import { failed } from './failed.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'
import { sockets } from './sockets.ts'

/** What a guard can be set on besides every metric, by name. */
export const signals: ReadonlyMap<string, Signal> = new Map(
  [failed, latency, disconnected, memory, sockets, descriptors].map((one) => [one.name, one]),
)
