import { MissingPartError } from '../../errors.ts'
import { Engine } from '../containers/engine.ts'
import { type NodePlace, nodesOf } from './nodes.ts'

/**
 * The engines that the environment names, the manager first.
 * @throws MissingPartError when one of them does not answer, or is in no swarm; UsageError when none are named
 */
export async function connectNodes(): Promise<readonly [Engine, ...Engine[]]> {
  const [manager, ...workers] = await Promise.all(nodesOf().map(connected))
  return [manager!, ...workers]
}

async function connected({ name, socket }: NodePlace, index: number): Promise<Engine> {
  const engine = await Engine.connect(socket)
  const { Swarm } = await engine.call(`ask ${name}`, engine.docker.info())
  if (Swarm?.LocalNodeState !== 'active')
    throw new MissingPartError(`${name} (${socket}) is in no swarm: docker swarm init, or docker swarm join`)
  if (index === 0 && !Swarm.ControlAvailable)
    throw new MissingPartError(`${name} (${socket}) is no manager of its swarm: name the manager first`)
  return engine
}
