import { get } from 'node:http'
import { HarnessError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import { type Accepting, waitAccepting } from './accepting.ts'
import { isAnswering, type Question } from './answering.ts'
import type { Health } from './driver.ts'
import type { LogBook } from './log-book.ts'
import type { Address, Exit, ReadyCheck } from './runtime.ts'
import { pause } from './wait.ts'

/** Pause between two requests of a ready check. */
const POLL_MS = 5

/** Pause between two looks at a container's health, which changes once in a second or slower. */
const HEALTH_POLL_MS = 50

/** A program that cannot run, for a wrong argument or a missing file, ends within this. */
const START_MS = 100

/** A service that is up answers its ready check within a second; a request that hangs longer is sent again. */
const REQUEST_MS = 1_000

export interface ReadyContext {
  /** Of the service. */
  readonly name: string
  readonly book: LogBook
  readonly signal: AbortSignal
  /** Address of a named port as the harness reaches it. */
  readonly addressOf: (port: string) => Address
  readonly holdMs: number
  readonly health: (() => Promise<Health>) | undefined
  /** End of the incarnation. */
  readonly exited: Promise<Exit>
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
    case 'health':
      return waitHealthy(context)
    case 'exit':
      return waitDone(context.exited)
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
  if (check.by === 'health') return 'its health check'
  if (check.by === 'exit') return 'it to end with code 0'
  if (check.by === 'answer') return `an answer of ${check.question.protocol} on port ${check.port}`
  return check.by === 'tcp' ? `port ${check.port} to accept` : `GET ${check.path} on port ${check.port}`
}

async function waitHealthy({ name, health, signal }: ReadyContext): Promise<number> {
  if (!health) throw new HarnessError(`${name}: health checks are of containers only`)
  while (!signal.aborted) {
    const { status, said } = await health()
    if (status === 'healthy') return now()
    if (status === 'unhealthy')
      throw new HarnessError(`${name} is unhealthy; its check says: ${said || 'nothing'}`)
    if (status === 'none') throw new HarnessError(`${name} has no health check`)
    await pause(HEALTH_POLL_MS, signal)
  }
  throw signal.reason
}

async function waitDone(exited: Promise<Exit>): Promise<number> {
  const { code, at } = await exited
  // With another code, whoever waits for its end says so.
  return code === 0 ? at : new Promise(() => {})
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
