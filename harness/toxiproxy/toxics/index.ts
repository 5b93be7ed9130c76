import { latency } from './latency.ts'
import { noop } from './noop.ts'
import { resetPeer } from './reset-peer.ts'
import { silence } from './silence.ts'
import { swallowFrom } from './swallow-from.ts'
import { timeout } from './timeout.ts'
import type { ToxicType } from './toxic-type.ts'

/** Every kind of toxic there is, by name. A new one is a file beside this and an entry here. */
export const toxicTypes: ReadonlyMap<string, ToxicType> = new Map(
  [noop, latency, timeout, resetPeer, silence, swallowFrom].map((type) => [type.name, type]),
)
