import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, parseDuration } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Exit, Service } from '../runtime/runtime.ts'
import { typed } from './by-hand.ts'
import { type FaultContext, openFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { healedByReturn } from './healed-by-return.ts'

const stopKind = { name: 'stop', colour: '#c2410c' }

export interface StopFaultOptions {
  /** Default SIGINT, what platforms send on a rolling deploy. */
  readonly signal?: NodeJS.Signals
  /** SIGKILL after so long, in scenario time. Default: the service's own kill timeout. */
  readonly killAfter?: Duration
  /** SIGKILL as soon as this holds, looked at every ms. */
  readonly killOnce?: () => boolean
  /** Sends the signal once more, so long after the first, in scenario time; not to a service that has ended by then. */
  readonly again?: Duration
}

/** The end of a service that was told to stop. */
export interface StoppedExit extends Exit {
  /** When the signal was sent, monotonic ns. */
  readonly signalledAt: number
}

/**
 * Sends a stop signal and waits for the end, as a platform does on a deploy. Evidence: the process's exit after a signal
 * that reached it; one that had gone before was not stopped.
 * Healed when the service accepts connections again.
 */
export async function stop(
  context: FaultContext,
  service: Service,
  { signal = 'SIGINT', killAfter, killOnce, again }: StopFaultOptions,
  factor: number,
): Promise<StoppedExit> {
  const fault = openFault(context, stopKind, service.name, `${signal} to ${service.name}`)
  healedByReturn(context, service, fault)
  const from = now()
  const stopping = service.stop({
    signal,
    ...(killAfter ? { killTimeoutMs: parseDuration(killAfter) * factor } : {}),
  })
  const killed = killOnce ? killWhen(service, killOnce) : undefined
  if (again) await Promise.race([sendAgain(service, signal, parseDuration(again) * factor), stopping])
  const exit = await stopping
  const signalled = signalledAt(context, service, from)
  if (signalled === undefined || exit.at + exit.uncertaintyNs < signalled) {
    fault.unproven(`${service.name} had ended before with code ${exit.code}: ${signal} reached nobody`)
    return { ...exit, signalledAt: signalled ?? from }
  }
  const cutShort = (await killed) ? ', killed on the way' : ''
  const how = exit.forced ? ', killed after the kill timeout' : cutShort
  fault.observed(`exited with code ${exit.code}${how}`, exit.at, exit.uncertaintyNs)
  return { ...exit, signalledAt: signalled }
}

/** Resolves when the service has ended: whether this killed it. */
async function killWhen(service: Service, holds: () => boolean): Promise<boolean> {
  while (service.running) {
    if (holds()) {
      // Its own end may come first, before the runtime has heard of it too.
      return service.signal('SIGKILL').then(
        () => true,
        () => false,
      )
    }
    await sleep(1)
  }
  return false
}

async function sendAgain(service: Service, signal: NodeJS.Signals, afterMs: number): Promise<void> {
  await sleep(afterMs)
  // Its end may come first, before the runtime has heard of it too; the journal says how many signals were sent.
  await service.signal(signal).catch(() => {})
}

/** The first signal since `from` that reached somebody: what came after it, SIGKILL or the same once more, did not begin the stop. */
function signalledAt(
  { journal }: FaultContext,
  { name, started }: Service,
  from: number,
): number | undefined {
  const event = journal.events.find(
    (one) =>
      one.at >= from &&
      one.kind === 'service' &&
      one.service === name &&
      one.incarnation === started.incarnation &&
      one.state === 'signalled',
  )
  return event?.at
}

defineFault(
  stopKind,
  'Sends a stop signal and waits for the end, as a platform does on a deploy',
  {
    stop: (context, { service }, options = {}) => stop(context, service, options, context.factor),
  },
  {
    stop: {
      on: 'service',
      healing: 'restart',
      parameters: {
        signal: typed.choice('signal that is sent', ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'], {
          value: 'SIGINT',
        }),
        killAfter: typed.duration("SIGKILL after so long; default: the service's own kill timeout"),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    stop(target: Target, options?: StopFaultOptions): Promise<StoppedExit>
  }
}
