import { UsageError } from '../../errors.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { squeeze } from './squeeze.ts'

const squeezeMemoryKind: FaultKind = { name: 'squeeze-memory', colour: '#9a3412', needs: 'cgroups' }

const MIB = 1_024 * 1_024

/** An engine takes no less. */
const RANGE = [6, 1_000_000] as const

export interface SqueezeMemoryOptions {
  /**
   * Memory that a service may take beyond what it has, MB (1,048,576 bytes), from 6 to 1,000,000. Files that it reads and writes count, but
   * the kernel drops those first.
   */
  readonly room: number
}

/**
 * Takes memory from a running service and all that it started: what it needs beyond its room, the kernel takes from its files, and then
 * kills it. Evidence: how often the kernel met the limit, and whom it killed.
 */
export async function squeezeMemory(
  context: FaultContext,
  service: Service,
  { room }: SqueezeMemoryOptions,
): Promise<OpenFault> {
  const [least, most] = RANGE
  if (!(room >= least && room <= most)) throw new UsageError(`room ${room}: MB, from ${least} to ${most}`)
  return squeeze(context, squeezeMemoryKind, service, {
    limit: { controller: 'memory', room: Math.round(room * MIB) },
    detail: `${service.name} may take ${room} MB more`,
    seen: ({ atLimit, killed }) =>
      atLimit + killed > 0 ? `met its limit ${atLimit} times, ${killed} processes killed` : undefined,
    unseen: `${service.name} never needed ${room} MB more`,
  })
}

defineFault(
  squeezeMemoryKind,
  'Takes memory from a running service: what needs more is killed by the kernel',
  { squeezeMemory: (context, { service }, options) => squeezeMemory(context, service, options) },
  {
    squeezeMemory: {
      on: 'service',
      healing: 'undo',
      parameters: {
        room: typed.number('MB that it may take beyond what it has', { example: '16', range: RANGE }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    squeezeMemory(target: Target, options: SqueezeMemoryOptions): Promise<OpenFault>
  }
}
