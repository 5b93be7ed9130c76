import { MissingPartError } from '../../errors.ts'
import { Engine } from '../containers/engine.ts'
import { type NodePlace, nodesOf } from './nodes.ts'

/** An engine of a swarm that answers. */
export interface ConnectedNode {
  readonly name: string
  readonly engine: Engine
  /** By which the other nodes reach it. */
  readonly address: string
  /** Label `region` of its engine, where it has one. */
  readonly region: string | undefined
  /** UDP port for packets between containers of different nodes. */
  readonly dataPort: number
}

/** Docker's own, where `docker swarm init` names none. */
const DATA_PORT = 4789

/**
 * The engines that the environment names, the manager first.
 * @throws MissingPartError when one of them does not answer, or is in no swarm; UsageError when none are named
 */
export async function connectNodes(): Promise<readonly [ConnectedNode, ...ConnectedNode[]]> {
  const [manager, ...workers] = await Promise.all(nodesOf().map(connected))
  return [manager!, ...workers]
}

async function connected({ name, socket }: NodePlace, index: number): Promise<ConnectedNode> {
  const engine = await Engine.connect(socket)
  const { Swarm, Labels } = await engine.call(`ask ${name}`, engine.docker.info())
  if (Swarm?.LocalNodeState !== 'active')
    throw new MissingPartError(`${name} (${socket}) is in no swarm: docker swarm init, or docker swarm join`)
  if (index === 0 && !Swarm.ControlAvailable)
    throw new MissingPartError(`${name} (${socket}) is no manager of its swarm: name the manager first`)
  return {
    ...{ name, engine, address: Swarm.NodeAddr, region: regionIn(Labels) },
    dataPort: Swarm.Cluster?.DataPathPort || DATA_PORT,
  }
}

/** @param labels of an engine: `key=value` */
const regionIn = (labels: readonly string[] | null): string | undefined =>
  labels?.find((one) => one.startsWith('region='))?.slice('region='.length)
