import { imagesReady } from '../../docker/images.ts'
import { MissingPartError } from '../errors.ts'
import type { RuntimeKind } from '../journal/events.ts'
import { recordRun } from './runs.ts'
import type { Runtime, RuntimeOptions } from './runtime.ts'

export const runtimeChoices = ['auto', 'processes', 'containers', 'both'] as const
export type RuntimeChoice = (typeof runtimeChoices)[number]

/**
 * Opens a runtime; dispose it to take down everything it started.
 * @throws MissingPartError when no Docker engine answers (containers).
 */
export async function openRuntime(kind: RuntimeKind, options: RuntimeOptions): Promise<Runtime> {
  await recordRun(options.runId)
  if (kind === 'processes') {
    const { ProcessesRuntime } = await import('./processes/runtime.ts')
    return new ProcessesRuntime(options)
  }
  const { ContainersRuntime } = await import('./containers/runtime.ts')
  return ContainersRuntime.open(options)
}

export interface Chosen {
  readonly kinds: readonly RuntimeKind[]
  /** A sentence for the first line of output. */
  readonly reason: string
}

/**
 * The runtimes to use. `auto` takes containers where an engine answers and the images can be had without a registry,
 * else processes.
 * @throws MissingPartError when containers were asked for and cannot be had; the message says why.
 */
export async function chooseRuntime(choice: RuntimeChoice): Promise<Chosen> {
  if (choice === 'processes') return { kinds: ['processes'], reason: 'Runtime: processes, as asked for.' }
  const { ready, reason } = await imagesReady()
  if (choice === 'auto') {
    const kind = ready ? 'containers' : 'processes'
    return { kinds: [kind], reason: `Runtime: ${kind}, because ${reason}.` }
  }
  if (!ready)
    throw new MissingPartError(`containers cannot be used: ${reason}; or choose --runtime processes`)
  if (choice === 'containers') return { kinds: ['containers'], reason: 'Runtime: containers, as asked for.' }
  return { kinds: ['processes', 'containers'], reason: 'Runtimes: processes and containers, as asked for.' }
}
