import fc from 'fast-check'
import type { Stream } from '../toxic.ts'
import { streams } from './bench.ts'

export interface AnyToxic {
  readonly type: string
  readonly stream: Stream
  readonly attributes: object
  readonly toxicity: number
}

const small = fc.integer({ min: 0, max: 3 })
const slicerAttributes = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.nat(400), fc.integer({ min: 0, max: 300 }))
  .map(([average_size, variation, delay]) => ({
    average_size,
    size_variation: Math.min(variation, average_size),
    delay,
  }))

/** Attributes of toxics that change when bytes arrive, never which, quick enough for a test. */
const harmless = {
  noop: fc.constant({}),
  latency: fc.record({ latency: small, jitter: small }),
  bandwidth: fc.record({ rate: fc.integer({ min: 1_000, max: 100_000 }) }),
  slow_close: fc.record({ delay: small }),
  slicer: slicerAttributes,
  limit_data: fc.constant({ bytes: 1_000_000_000 }),
  // Longer than anything that is sent.
  swallow_from: fc.constant({ pattern: '00'.repeat(1_000), keep: 0 }),
  http_answer: fc.constant({ path: '/never' }),
  http_close_reused: fc.constant({}),
  redis_error: fc.constant({ commands: 'never' }),
  websocket: fc.constant({ act: 'fragment', size: 1_073_741_824 }),
  timeout: fc.constant({ timeout: 60_000 }),
  reset_peer: fc.constant({ timeout: 60_000 }),
}

/** Attributes of toxics that end a stream or lose its rest. */
const lossy = {
  limit_data: fc.record({ bytes: fc.nat(4_000) }),
  timeout: fc.record({ timeout: fc.integer({ min: 1, max: 5 }) }),
  reset_peer: fc.record({ timeout: small }),
  swallow_from: fc.record({ pattern: fc.constantFrom('07', '0708', '05??07'), keep: fc.nat(1) }),
  blackhole: fc.constant({}),
  hang: fc.constant({}),
}

function toxicOf(types: Readonly<Record<string, fc.Arbitrary<object>>>, toxicity: fc.Arbitrary<number>) {
  return fc.constantFrom(...Object.keys(types)).chain((type) =>
    fc.record({
      type: fc.constant(type),
      stream: fc.constantFrom(...streams),
      attributes: types[type]!,
      toxicity,
    }),
  )
}

const { timeout: _, reset_peer: __, ...passing } = harmless

/** A toxic under which every byte arrives. */
export const passingToxic: fc.Arbitrary<AnyToxic> = toxicOf(passing, fc.constantFrom(0.5, 1))

/** A toxic under which a prefix arrives. */
export const lossyToxic: fc.Arbitrary<AnyToxic> = toxicOf(lossy, fc.constant(1))

/** Lengths of the chunks that a stream is sent in. */
export const chunking = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 8 })

/** Bytes that show where they belong: every place differs from its neighbours. */
export function pattern(length: number, salt: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8) * 13 + salt) & 255))
}
