import type { Vitest } from 'vitest/node'
import { exitCodes } from '../cli/exit.ts'
import { Interrupts } from '../cli/interrupts.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * vitest leaves on the first Ctrl-C, without a report; from here on it cancels what runs, as in `gameday run`. A second one leaves at once.
 * @returns what gives the signals back to those who had them
 */
export function cancelledBySignals(vitest: Vitest): () => void {
  const before = signals.map((signal) => [signal, process.listeners(signal)] as const)
  const interrupts = new Interrupts()
  const cancel = async () => {
    process.exitCode = exitCodes.interrupted
    await vitest.cancelCurrentRun('keyboard-input')
    // It would wait for the next change.
    if (vitest.config.watch) await vitest.exit(true)
  }
  interrupts.listen(() => void cancel())
  return () => {
    interrupts.stop()
    for (const [signal, listeners] of before) for (const listener of listeners) process.on(signal, listener)
  }
}
