import { afterEach, beforeEach, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'
import type { Difference } from './differences.ts'
import type { Subject } from './subjects.ts'

/** What the parts of the suite work with. */
export interface Context {
  readonly subject: Subject
  /** A fresh server with one proxy `link`. */
  readonly bench: TestBench
  /** A test of something that ours does otherwise on purpose: not run against the original. */
  differs(difference: Difference, name: string, body: () => Promise<void>): void
}

/** Opens a fresh server of the subject around each test of the block that this is called in. */
export function contextOf(subject: Subject): Context {
  let bench: TestBench
  beforeEach(async () => {
    bench = await TestBench.around(await subject.open())
  })
  afterEach(() => bench[Symbol.asyncDispose]())
  return {
    subject,
    get bench() {
      return bench
    },
    differs: (difference, name, body) => test.runIf(subject.ours)(`${name} [differs: ${difference}]`, body),
  }
}
