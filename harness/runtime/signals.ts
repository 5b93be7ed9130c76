import { constants } from 'node:os'

/** 128 + signal number: the exit code that a shell reports for a process killed by `signal`. */
export function codeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/** The signal behind an exit code above 128, which is how a container's init reports it. */
export function signalOfCode(code: number): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(([, number]) => 128 + number === code)
  return found?.[0] as NodeJS.Signals | undefined
}
