import { exitCodes } from '../cli/exit.ts'
import { Interrupts } from '../cli/interrupts.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * vitest leaves on the first Ctrl-C, without a report; from here on it cancels what runs, as in `gameday run`. A second one leaves at once.
 * @returns what gives the signals back to those who had them
 */
export function cancelledBySignals(vitest: {
  cancelCurrentRun(reason: 'keyboard-input'): unknown
}): () => void {
  const before = signals.map((signal) => [signal, process.listeners(signal)] as const)
  const interrupts = new Interrupts()
  interrupts.listen(() => {
    process.exitCode = exitCodes.interrupted
    void vitest.cancelCurrentRun('keyboard-input')
  })
  return () => {
    interrupts.stop()
    for (const [signal, listeners] of before) for (const listener of listeners) process.on(signal, listener)
  }
}
