import { UsageError } from '../../errors.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { squeeze } from './squeeze.ts'

const squeezeCpuKind: FaultKind = { name: 'squeeze-cpu', colour: '#7c2d12', needs: 'cgroups' }

/** The kernel takes no quota below 1 ms of a period of 100 ms. */
const RANGE = [0.01, 64] as const

export interface SqueezeCpuOptions {
  /** Share of one core that a service may use, from 0.01 to 64. It counts in periods of 100 ms of real time. */
  readonly quota: number
}

/**
 * Takes CPU from a running service and all that it started: once it has used its quota of a period up, it stands still until the next
 * one. Evidence: the periods in which the kernel held it back.
 */
export function squeezeCpu(
  context: FaultContext,
  service: Service,
  { quota }: SqueezeCpuOptions,
): Promise<OpenFault> {
  const [least, most] = RANGE
  if (!(quota >= least && quota <= most))
    throw new UsageError(`quota ${quota}: a share of one core, from ${least} to ${most}`)
  return squeeze(context, squeezeCpuKind, service, {
    limit: { controller: 'cpu', quota },
    detail: `${service.name} may use ${quota} of a core`,
    seen: ({ throttled }) => (throttled > 0 ? `held back in ${throttled} periods of 100 ms` : undefined),
    unseen: `${service.name} never used ${quota} of a core up`,
  })
}

defineFault(
  squeezeCpuKind,
  'Takes CPU from a running service: it stands still for the rest of each period',
  { squeezeCpu: (context, { service }, options) => squeezeCpu(context, service, options) },
  {
    squeezeCpu: {
      on: 'service',
      healing: 'undo',
      parameters: {
        quota: typed.number('share of one core that it may use', { example: '0.1', range: RANGE }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    squeezeCpu(target: Target, options: SqueezeCpuOptions): Promise<OpenFault>
  }
}
