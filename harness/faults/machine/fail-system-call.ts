import { UsageError } from '../../errors.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { callParameter, type SystemCall, tamper } from './tamper.ts'

const failSystemCallKind: FaultKind = { name: 'fail-system-call', colour: '#991b1b', needs: 'strace' }

const errors = [
  'EIO',
  'ENOSPC',
  'EMFILE',
  'ENOMEM',
  'EACCES',
  'EROFS',
  'EDQUOT',
  'ECONNRESET',
  'ETIMEDOUT',
] as const

export interface FailSystemCallOptions {
  /** `fsync`, `write`, `openat`, `accept4` and others. */
  readonly call: SystemCall
  /** What it fails with: `EIO`, `ENOSPC`, `EMFILE` and others. */
  readonly error: (typeof errors)[number]
}

/**
 * Every call of one system call by a running service, in all of its threads, fails with an error and does nothing: a broken disk, a full
 * one, no descriptors left. Calls take longer meanwhile, by some 50 µs each. Evidence: the calls that strace failed.
 */
export function failSystemCall(
  context: FaultContext,
  service: Service,
  { call, error }: FailSystemCallOptions,
): Promise<OpenFault> {
  if (!errors.includes(error))
    throw new UsageError(`error ${JSON.stringify(error)}: there are ${errors.join(', ')}`)
  return tamper(context, failSystemCallKind, service, {
    call,
    how: `error=${error}`,
    detail: `${call} of ${service.name} fails with ${error}`,
    done: `failed with ${error}`,
  })
}

defineFault(
  failSystemCallKind,
  'A system call of a running service fails: a broken disk, a full one, no descriptors left',
  { failSystemCall: (context, { service }, options) => failSystemCall(context, service, options) },
  {
    failSystemCall: {
      on: 'service',
      healing: 'undo',
      parameters: {
        call: callParameter,
        error: typed.choice('what it fails with', errors, { example: 'EIO' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    failSystemCall(target: Target, options: FailSystemCallOptions): Promise<OpenFault>
  }
}
