import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Container } from 'dockerode'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { ClockEstimate, type ClockReading } from '../clock-estimate.ts'
import type { Engine } from '../containers/engine.ts'
import type { MachineClock } from '../machine-clock.ts'
import type { RuntimeOptions } from '../runtime.ts'
import type { ConnectedNode } from './connect.ts'

/** How often a node is asked for its clocks; in between these may drift apart by a millisecond. */
const EVERY_MS = 1_000

/** Questions in a row: the quickest answer says most. A question and its answer take about half a millisecond on a quiet machine. */
const FIRST_QUESTIONS = 20
const QUESTIONS = 5

/** Answers each byte with its monotonic clock in ns and its wall clock in ms. */
const ANSWERS = `process.stdin.on('data', (asked) => {
  for (const _ of asked) process.stdout.write(process.hrtime.bigint() + ' ' + Date.now() + '\\n')
})`

/** `Date.now()` gives whole milliseconds: it is right in the middle of one, give or take half of it. */
const HALF_MS = NS_PER_MS / 2

export interface NodeClock extends MachineClock {
  /** Asks no more. */
  stop(): void
}

interface Answer {
  readonly monotonic: ClockReading
  readonly wall: ClockReading
}

/**
 * Follows the clocks of a node from a container there, and journals how far its monotonic clock is ahead. Trouble is told when the node answers no more.
 * @throws HarnessError where it does not answer at all
 */
export async function followClock(
  { name: node, engine }: ConnectedNode,
  container: Container,
  { journal, trouble }: Pick<RuntimeOptions, 'journal' | 'trouble'>,
): Promise<NodeClock> {
  const questions = await openQuestions(engine, container, node)
  const clocks = await engine.call(`ask ${node} for its clock`, firstEstimates(questions))
  const ask = async () => {
    for (let n = 0; n < QUESTIONS; n++) {
      const { monotonic, wall } = await questions.ask()
      clocks.monotonic.take(monotonic)
      clocks.wall.take(wall)
    }
  }
  const stopped = new AbortController()
  const uncertaintyNs = () => Math.ceil(clocks.monotonic.uncertaintyNs(now()))
  const write = (uncertainty: number) => {
    const { offsetNs } = clocks.monotonic
    journal.append({
      kind: 'clock',
      node,
      offsetNs: Math.round(offsetNs),
      uncertaintyNs: uncertainty,
    })
  }
  write(uncertaintyNs())
  const follow = async () => {
    for (;;) {
      await delay(EVERY_MS, undefined, { signal: stopped.signal, ref: false })
      // It is worst just before the node is asked again.
      const worst = uncertaintyNs()
      await engine.call(`ask ${node} for its clock`, ask())
      if (!stopped.signal.aborted) write(worst)
    }
  }
  follow().catch((error: unknown) => {
    if (!stopped.signal.aborted) trouble?.(error)
  })
  return {
    fromMonotonic: (ns) => clocks.monotonic.fromTheirs(ns),
    fromWall: (ms) => clocks.wall.fromTheirs(ms * NS_PER_MS),
    uncertaintyNs,
    stop: () => {
      stopped.abort()
      questions.close()
    },
  }
}

/** Of the quickest answers. The first one comes when the program that answers has started. */
async function firstEstimates({ ask }: Questions) {
  const answers: Answer[] = []
  for (let n = 0; n < FIRST_QUESTIONS; n++) answers.push(await ask())
  const estimate = (of: keyof Answer) => {
    const readings = answers.map((answer) => answer[of])
    const took = ({ askedAt, answeredAt }: ClockReading) => answeredAt - askedAt
    return new ClockEstimate(readings.reduce((best, one) => (took(one) < took(best) ? one : best)))
  }
  return { monotonic: estimate('monotonic'), wall: estimate('wall') }
}

interface Questions {
  ask(): Promise<Answer>
  close(): void
}

/** A program in the container that answers questions, one after the other; each of them fails when the connection ends. */
async function openQuestions(engine: Engine, container: Container, node: string): Promise<Questions> {
  const what = `ask ${node} for its clock`
  const Cmd = ['node', '-e', ANSWERS]
  const exec = await engine.call(what, container.exec({ Cmd, AttachStdin: true, AttachStdout: true }))
  const stream = await engine.call(what, exec.start({ hijack: true, stdin: true }))
  const answers = new PassThrough()
  engine.docker.modem.demuxStream(stream, answers, new PassThrough().resume())
  const waiting: PromiseWithResolvers<Answer>[] = []
  let lost: Error | undefined
  const lose = (error?: Error) => {
    lost ??= error ?? new Error('the connection ended')
    for (const one of waiting.splice(0)) one.reject(lost)
  }
  stream.on('error', lose).on('close', () => lose())
  const sent: number[] = []
  let rest = ''
  answers.setEncoding('utf8').on('data', (text: string) => {
    const answeredAt = now()
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const [ns = Number.NaN, ms = Number.NaN] = line.split(' ').map(Number)
      const askedAt = sent.shift()!
      waiting.shift()?.resolve({
        monotonic: { askedAt, theirs: ns, answeredAt },
        wall: {
          askedAt: askedAt - HALF_MS,
          theirs: ms * NS_PER_MS + HALF_MS,
          answeredAt: answeredAt + HALF_MS,
        },
      })
    }
  })
  return {
    ask: () => {
      const answer = Promise.withResolvers<Answer>()
      if (lost) return Promise.reject(lost)
      waiting.push(answer)
      sent.push(now())
      stream.write('?')
      return answer.promise
    },
    close: () => void stream.destroy(),
  }
}
