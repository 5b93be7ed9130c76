import { bandwidth } from './bandwidth.ts'
import { blackhole } from './blackhole.ts'
import { closeWebSocket } from './close-websocket.ts'
import { hang } from './hang.ts'
import { httpAnswer } from './http-answer.ts'
import { httpCloseReused } from './http-close-reused.ts'
import { latency } from './latency.ts'
import { limitData } from './limit-data.ts'
import { noop } from './noop.ts'
import { redisError } from './redis-error.ts'
import { resetPeer } from './reset-peer.ts'
import { silence } from './silence.ts'
import { slicer } from './slicer.ts'
import { slowClose } from './slow-close.ts'
import { swallowFrom } from './swallow-from.ts'
import { timeout } from './timeout.ts'
import type { ToxicType } from './toxic-type.ts'
import { webSocket } from './websocket.ts'

/** Every kind of toxic there is, by name. A new one is a file beside this and an entry here. */
export const toxicTypes: ReadonlyMap<string, ToxicType> = new Map(
  [
    noop,
    latency,
    bandwidth,
    slowClose,
    timeout,
    resetPeer,
    slicer,
    limitData,
    blackhole,
    hang,
    silence,
    swallowFrom,
    closeWebSocket,
    httpAnswer,
    httpCloseReused,
    redisError,
    webSocket,
  ].map((type) => [type.name, type]),
)
