import { setTimeout as sleep } from 'node:timers/promises'
import type { DeployServiceOptions } from './config.ts'
import type { DeployConstants } from './constants.ts'
import type { VmsClient } from './vms-client.ts'
import type { DeployRequest } from './wire.ts'

export interface RollOutParts {
  readonly vms: VmsClient
  readonly constants: DeployConstants
  /** Who applies, for the VMs' records. */
  readonly by: string
  readonly signal: AbortSignal
}

/**
 * Rolls a change set over the VMs, `concurrency` at a time, then watches the application for a while.
 * @throws Error of the first VM that failed; the VMs that are not done by then are left alone
 */
export async function rollOut(
  order: DeployRequest,
  vms: readonly string[],
  parts: RollOutParts,
): Promise<void> {
  const { constants, signal, by } = parts
  for (let next = 0; next < vms.length; next += constants.concurrency) {
    const batch = vms.slice(next, next + constants.concurrency)
    await Promise.all(batch.map((vm) => parts.vms.apply(vm, order, by, signal)))
  }
  await sleep(constants.verifyMs, undefined, { signal })
}

/** The VMs that still have to be given a deployment which was interrupted. Waits for those that are applying it. */
export async function leftOver(
  order: DeployRequest,
  { vms, constants, signal }: RollOutParts,
  resume: DeployServiceOptions['resume'],
): Promise<string[]> {
  if (resume === 'nothing') return []
  for (;;) {
    const having = await vms.having(order.id, signal)
    if (resume === 'all-but-done') return order.vms.filter((vm) => having[vm] !== 'applied')
    if (!Object.values(having).includes('begun')) return order.vms.filter((vm) => !having[vm])
    await sleep(constants.applyMs / 4, undefined, { signal })
  }
}
