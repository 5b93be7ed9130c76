import { now } from '../journal/clock.ts'
import type { Link } from '../runtime/links.ts'
import type { Address } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const fakeAnswerKind = { name: 'fake-answer', colour: '#be185d' }

/** An answer to every request, or none at all. */
export type FakedAnswer = { readonly status: number; readonly body: string } | 'nothing'

/** A running server that answers what it is told. */
export interface AnswerFaker {
  /** Where links reach it. */
  readonly address: Address
  answerWith(answer: FakedAnswer): Promise<void>
  /** Requests that have come since it was last told what to answer. */
  requests(): Promise<number>
}

/**
 * A client that asks over a link gets an answer that its far side never gave: the link leads to a server that says what it was
 * told to. Healing leads it back; both close the connections that are open.
 * Evidence: the requests that this server has had, looked at when the fault is healed.
 */
export async function fakeAnswer(
  context: FaultContext,
  link: Link,
  by: AnswerFaker,
  answer: FakedAnswer,
): Promise<OpenFault> {
  const text = answer === 'nothing' ? answer : `${answer.status} ${answer.body}`
  const fault = openFault(context, fakeAnswerKind, link.name, `${link.name} answers ${text}`, async () => {
    const requests = await by.requests()
    if (requests > 0) fault.observed(`${requests} requests were answered so`, from, routedAt - from)
    await link.route()
  })
  await by.answerWith(answer)
  const from = now()
  await link.route(by.address)
  const routedAt = now()
  return fault
}

defineFault(fakeAnswerKind, 'A client that asks over a link gets an answer that its far side never gave', {
  fakeAnswer,
})

declare module './faults.ts' {
  interface Faults {
    fakeAnswer(link: Link, by: AnswerFaker, answer: FakedAnswer): Promise<OpenFault>
  }
}
