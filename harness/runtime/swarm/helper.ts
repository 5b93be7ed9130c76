import type { ContainerInspectInfo } from 'dockerode'
import { holderImage, imageOf } from '../containers/image.ts'
import { startContainer } from '../containers/start-container.ts'
import type { ConnectedNode } from './connect.ts'

/**
 * Starts a container of the run in the network of a node's engine: from there the packets between nodes are seen, and the clock of the node's containers.
 * @param prefix put before its name
 */
export async function startHelper(
  { name, engine }: ConnectedNode,
  prefix: string,
  labels: Readonly<Record<string, string>>,
): Promise<ContainerInspectInfo> {
  return startContainer(engine, `look at ${name} from inside`, {
    image: await imageOf(holderImage),
    name: `${prefix}${name}`,
    service: name,
    argv: ['sleep', 'infinity'],
    env: {},
    labels,
    network: 'of its engine',
    descriptorLimit: undefined,
    files: {},
  })
}
