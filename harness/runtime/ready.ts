import { get } from 'node:http'
import { now } from '../journal/clock.ts'
import { type Accepting, waitAccepting } from './accepting.ts'
import { isAnswering, type Question } from './answering.ts'
import type { LogBook } from './log-book.ts'
import type { Address, ReadyCheck } from './runtime.ts'
import { pause } from './wait.ts'

/** Pause between two requests of a ready check. */
const POLL_MS = 5

/** A program that cannot run, for a wrong argument or a missing file, ends within this. */
const START_MS = 100

/** A service that is up answers its ready check within a second; a request that hangs longer is sent again. */
const REQUEST_MS = 1_000

export interface ReadyContext {
  readonly book: LogBook
  readonly signal: AbortSignal
  /** Address of a named port as the harness reaches it. */
  readonly addressOf: (port: string) => Address
  readonly holdMs: number
}

/** Waits until the check holds; gives the moment (ns). Rejects with the signal's reason when that aborts first. */
export async function waitReady(check: ReadyCheck, context: ReadyContext): Promise<number> {
  switch (check.by) {
    case 'log':
      return (await context.book.match(check.pattern, context.signal)).at
    case 'tcp':
      return (await accepting(check.port, context)).at
    case 'http':
      return waitHttp(context.addressOf(check.port), check.path, context.signal)
    case 'answer':
      return waitAnswer(context.addressOf(check.port), check.question, context.signal)
    case 'start':
      await pause(START_MS, context.signal)
      return now()
  }
}

/** First moment a TCP connect to the named port succeeds. */
export function accepting(port: string, context: ReadyContext): Promise<Accepting> {
  const { signal, holdMs, book } = context
  return waitAccepting(context.addressOf(port), {
    signal,
    holdMs,
    onLine: (listener) => book.onLine(listener),
  })
}

/** What a check waits for, in words. */
export function describeCheck(check: ReadyCheck): string {
  if (check.by === 'log') return `a log line ${check.pattern}`
  if (check.by === 'start') return 'it to run'
  if (check.by === 'answer') return `an answer of ${check.question.protocol} on port ${check.port}`
  return check.by === 'tcp' ? `port ${check.port} to accept` : `GET ${check.path} on port ${check.port}`
}

async function waitAnswer(address: Address, question: Question, signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    if (await isAnswering(address, question, signal)) return now()
    await pause(POLL_MS, signal)
  }
  throw signal.reason
}

async function waitHttp(address: Address, path: string, signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    const status = await requestStatus(address, path, signal)
    if (status !== undefined && status >= 200 && status < 300) return now()
    await pause(POLL_MS, signal)
  }
  throw signal.reason
}

function requestStatus(
  { host, port }: Address,
  path: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)])
    const request = get({ host, port, path, agent: false, signal: limit }, (answer) => {
      resolve(answer.statusCode)
      answer.destroy()
    })
    request.on('error', () => resolve(undefined))
  })
}
