import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import { SystemCallTracer } from '../../runtime/machine/system-call-tracer.ts'
import type { Service } from '../../runtime/runtime.ts'
import { visiblePid } from '../../runtime/visible-pid.ts'
import { typed } from '../by-hand.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'

/** System calls that programs wait for, by the names that x86-64 and arm64 share. */
export const systemCalls = [
  'fsync',
  'fdatasync',
  'write',
  'writev',
  'pwrite64',
  'read',
  'readv',
  'pread64',
  'openat',
  'ftruncate',
  'fallocate',
  'accept4',
  'connect',
  'sendto',
  'recvfrom',
] as const

export type SystemCall = (typeof systemCalls)[number]

export const callParameter = typed.choice('system call', systemCalls, { example: 'fsync' })

export interface Tampering {
  readonly call: SystemCall
  /** In strace's words. */
  readonly how: string
  readonly detail: string
  /** What was done to a call. */
  readonly done: string
}

/**
 * Tampers with a system call of a running service until the fault is healed. Evidence: the calls of which strace says so.
 * @throws MissingPartError where strace is missing, or may not attach
 */
export async function tamper(
  context: FaultContext,
  kind: FaultKind,
  service: Service,
  { call, how, detail, done }: Tampering,
): Promise<OpenFault> {
  if (!systemCalls.includes(call))
    throw new UsageError(`system call ${JSON.stringify(call)}: there are ${systemCalls.join(', ')}`)
  await mustHaveLayers(['strace'])
  const pid = await visiblePid(service)
  let tracer: SystemCallTracer | undefined
  let onset: number | undefined
  const fault = openFault(context, kind, service.name, detail, async () => {
    await tracer?.detach()
    if (onset === undefined) fault.unproven(`${service.name} never called ${call}`)
    else fault.observed(`${tracer?.count} calls of ${call} ${done}`, onset)
  })
  try {
    tracer = await SystemCallTracer.attach(pid, call, how, () => {
      if (onset !== undefined) return
      onset = now()
      fault.acting(`${call} ${done}`, onset)
    })
  } catch (error) {
    await fault.heal()
    throw error
  }
  return fault
}
