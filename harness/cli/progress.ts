import { join } from 'node:path'
import { createLogUpdate } from 'log-update'
import type { RuntimeKind } from '../journal/events.ts'
import { Tail } from '../journal/tail.ts'
import { quotableLine } from '../plain-text.ts'
import { journalDir } from '../report/layout.ts'
import { canRedraw, onStderr } from './colour.ts'
import { advance, initialProgress, type ProgressState } from './progress-state.ts'

export interface ProgressTarget {
  readonly id: string
  readonly variant: string
  readonly runtime: RuntimeKind
  readonly repetition: number
}

/** Journals are flushed every 50 ms; a person does not see more than a few changes a second. */
const pollMs = 150

/**
 * Shows what runs while it runs, read from the journals themselves: scenario, variant, phase, hosts connected.
 * On a terminal a few lines that are drawn again; elsewhere a plain line per change of phase.
 */
export function followProgress(runDir: string, targets: readonly ProgressTarget[]): { stop(): void } {
  const followed = targets.map((target) => ({
    target,
    tail: new Tail(join(journalDir(runDir, target), 'journal.ndjson')),
    state: initialProgress,
  }))
  const terminal = canRedraw(process.stderr) ? createLogUpdate(process.stderr) : undefined
  let ended = 0
  const poll = () => {
    for (const one of followed) {
      if (one.state.verdict) continue
      const before = one.state
      for (const line of one.tail.read()) one.state = advance(one.state, line)
      if (one.state.verdict) {
        ended++
        terminal?.clear()
        process.stderr.write(`${endLine(one.target, one.state, `${ended}/${targets.length}`)}\n`)
      } else if (!terminal && one.state.phase !== before.phase) {
        process.stderr.write(`${runningLine(one.target, one.state)}\n`)
      }
    }
    const running = followed.filter(({ state }) => state.phase && !state.verdict)
    terminal?.(running.map(({ target, state }) => runningLine(target, state)).join('\n'))
  }
  const timer = setInterval(poll, pollMs)
  return {
    stop: () => {
      clearInterval(timer)
      poll()
      terminal?.clear()
    },
  }
}

const title = ({ id, variant, runtime, repetition }: ProgressTarget) =>
  `${id} · ${variant} · ${runtime}${repetition > 1 ? ` · ${repetition}` : ''}`

function runningLine(target: ProgressTarget, { phase, connected, hosts }: ProgressState): string {
  const connections = hosts > 0 ? `, ${connected.size} of ${hosts} hosts connected` : ''
  return onStderr.dim(`  ${title(target)}: ${phase}${connections}`)
}

function endLine(
  target: ProgressTarget,
  { verdict, detected, reason }: ProgressState,
  count: string,
): string {
  const word = target.variant === 'current' || !detected ? verdict! : 'detected'
  const good = word === 'passed' || word === 'detected'
  const colour = good ? onStderr.green : word === 'skipped' ? onStderr.yellow : onStderr.red
  const why = good || !reason ? '' : `: ${quotableLine(reason)}`
  return `${onStderr.dim(`[${count}]`)} ${title(target)} ${colour(word)}${why}`
}
