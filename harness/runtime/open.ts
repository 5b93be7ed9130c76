import { imagesReady } from '../../docker/images.ts'
import { MissingPartError } from '../errors.ts'
import type { RuntimeKind } from '../journal/events.ts'
import { recordRun } from './runs.ts'
import type { Runtime, RuntimeOptions } from './runtime.ts'
import { nodesOf } from './swarm/nodes.ts'

export const runtimeChoices = ['auto', 'processes', 'containers', 'both', 'swarm'] as const
export type RuntimeChoice = (typeof runtimeChoices)[number]

/**
 * Opens a runtime; dispose it to take down everything it started.
 * @throws MissingPartError when no Docker engine answers (containers, swarm).
 */
export async function openRuntime(kind: RuntimeKind, options: RuntimeOptions): Promise<Runtime> {
  await recordRun(options.runId)
  if (kind === 'processes') {
    const { ProcessesRuntime } = await import('./processes/runtime.ts')
    return new ProcessesRuntime(options)
  }
  const { ContainersRuntime } = await import('./containers/runtime.ts')
  if (kind === 'containers') return ContainersRuntime.open(options)
  const { swarmGround } = await import('./swarm/ground.ts')
  return ContainersRuntime.openOn(await swarmGround(options), options)
}

export interface Chosen {
  readonly kinds: readonly RuntimeKind[]
  /** A sentence for the first line of output. */
  readonly reason: string
}

/**
 * The runtimes to use. `auto` takes containers where an engine answers and the images can be had without a registry,
 * else processes.
 * @throws MissingPartError when containers were asked for and cannot be had; the message says why. UsageError for a swarm without nodes.
 */
export async function chooseRuntime(choice: RuntimeChoice): Promise<Chosen> {
  if (choice === 'processes') return { kinds: ['processes'], reason: 'Runtime: processes, as asked for.' }
  // Said before anything is looked for.
  if (choice === 'swarm') nodesOf()
  const { ready, reason } = await imagesReady()
  if (choice === 'auto') {
    const kind = ready ? 'containers' : 'processes'
    return { kinds: [kind], reason: `Runtime: ${kind}, because ${reason}.` }
  }
  if (!ready)
    throw new MissingPartError(
      `${choice === 'swarm' ? 'a swarm' : 'containers'} cannot be used: ${reason}; or choose --runtime processes`,
    )
  if (choice === 'swarm') return { kinds: ['swarm'], reason: await swarmReason() }
  if (choice === 'containers') return { kinds: ['containers'], reason: 'Runtime: containers, as asked for.' }
  return { kinds: ['processes', 'containers'], reason: 'Runtimes: processes and containers, as asked for.' }
}

/** Asks every node, so that a run does not begin on one that is away. */
async function swarmReason(): Promise<string> {
  const { connectNodes } = await import('./swarm/connect.ts')
  const { length } = await connectNodes()
  return `Runtime: swarm of ${length} nodes, as asked for.`
}
