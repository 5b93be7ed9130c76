import { stateOf } from '../proc.ts'
import { visibleInit } from './visible-init.ts'

/** Sends a signal to a container's init. False: it was not sent, and the engine has to be asked. */
export type SignalInit = (signal: NodeJS.Signals) => boolean

/** The freezer answers for these two: the init would stop itself and not the service. */
const byFreezer: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT']

/**
 * A way past the engine, which takes up to 0.15 s on a busy machine to deliver a signal: the container's PID 1 is an ordinary process of
 * this machine, and what the engine would do is to signal it. The init passes the signal on to the service, as before; SIGKILL takes all
 * of the container with it. Only where that process can be seen from here and is known to belong to the container.
 * @param initPid of the container's PID 1, as the engine tells it
 * @param id of the container
 */
export async function initSignaller(initPid: number, id: string): Promise<SignalInit> {
  const started = (await visibleInit(initPid, id)) ? stateOf(initPid)?.started : undefined
  if (started === undefined) return () => false
  return (signal) => {
    const state = stateOf(initPid)
    // Another process has got the number; or it is dead and not yet buried; or frozen, when not even SIGKILL arrives.
    if (state?.started !== started || 'ZXD'.includes(state.letter) || byFreezer.includes(signal)) return false
    try {
      process.kill(initPid, signal)
      return true
    } catch {
      // It has just ended, or belongs to another user: the engine will say.
      return false
    }
  }
}
