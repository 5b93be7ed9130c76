import { type Duration, parseDuration } from '../../duration.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { callParameter, type SystemCall, tamper } from './tamper.ts'

const slowSystemCallKind: FaultKind = { name: 'slow-system-call', colour: '#b45309', needs: 'strace' }

export interface SlowSystemCallOptions {
  /** `fsync`, `fdatasync`, `write` and others. */
  readonly call: SystemCall
  /** What each call takes longer, in scenario time. */
  readonly delay: Duration
}

/**
 * Every call of one system call by a running service, in all of its threads, takes longer: a disk that is busy. Evidence: the calls that
 * strace delayed.
 */
export function slowSystemCall(
  context: FaultContext,
  service: Service,
  { call, delay }: SlowSystemCallOptions,
  factor: number,
): Promise<OpenFault> {
  const delayMs = Math.round(parseDuration(delay) * factor)
  return tamper(context, slowSystemCallKind, service, {
    call,
    how: `delay_enter=${delayMs}ms`,
    detail: `${call} of ${service.name} takes ${delayMs} ms longer`,
    done: `delayed by ${delayMs} ms`,
  })
}

defineFault(
  slowSystemCallKind,
  'A system call of a running service takes longer, as with a busy disk',
  {
    slowSystemCall: (context, { service }, options) =>
      slowSystemCall(context, service, options, context.factor),
  },
  {
    slowSystemCall: {
      on: 'service',
      healing: 'undo',
      parameters: {
        call: callParameter,
        delay: typed.duration('what each call takes longer', { example: '200ms' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    slowSystemCall(target: Target, options: SlowSystemCallOptions): Promise<OpenFault>
  }
}
