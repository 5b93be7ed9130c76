import type { ContainerInspectInfo } from 'dockerode'
import { HarnessError } from '../../errors.ts'
import type { Engine } from '../containers/engine.ts'
import type { Ground } from '../containers/ground.ts'
import { holderImage, imageOf } from '../containers/image.ts'
import type { RunNetwork } from '../containers/network.ts'
import { startContainer } from '../containers/start-container.ts'
import { visibleInit } from '../containers/visible-init.ts'
import { noteEngines } from '../engines-of-run.ts'
import type { RuntimeOptions } from '../runtime.ts'
import { type ConnectedNode, connectNodes } from './connect.ts'
import { openGate } from './gate.ts'
import { startHelper } from './helper.ts'
import { followClock, type NodeClock } from './node-clock.ts'
import { nodeName } from './nodes.ts'
import { placement } from './placement.ts'
import { runNodes } from './run-nodes.ts'

/**
 * The engines of a swarm, which share an overlay network.
 * @throws MissingPartError when one of them does not answer, or is in no swarm; UsageError when none are named
 */
export async function swarmGround({
  runId,
  journal,
  trouble,
}: Pick<RuntimeOptions, 'runId' | 'journal' | 'trouble'>): Promise<Ground> {
  const nodes = await connectNodes()
  const engines = nodes.map(({ engine }) => engine)
  noteEngines(
    runId,
    engines.map(({ socket }) => socket),
  )
  const [{ engine: manager }] = nodes
  const places = placement([manager, ...engines.slice(1)])
  const engineOf = (service: string) => places.of(service)
  const nodeOf = (service: string) => nodeName(engines.indexOf(engineOf(service)))
  const helpers = new Map<string, ContainerInspectInfo>()
  const clocks = new Map<string, NodeClock>()
  return {
    kind: 'swarm',
    manager,
    engines,
    driver: 'overlay',
    engineOf,
    place: (service, region) => {
      const there = nodes.filter((node) => node.region === region)
      places.among(
        service,
        there.map(({ engine }) => engine),
      )
    },
    nodeOf,
    clockOf: (service) => clocks.get(nodeOf(service))!,
    nodesOf: (network, services) =>
      runNodes({ nodes, network, nodeOf, services, helperOf: ({ name }) => helpers.get(name)! }),
    enter: async (network, instance, labels) => {
      const look = async (node: ConnectedNode) => {
        const { name, engine } = node
        const helper = await startHelper(node, `gameday-${instance}-`, labels)
        helpers.set(name, helper)
        clocks.set(
          name,
          await followClock(node, engine.docker.getContainer(helper.Id), {
            journal,
            ...(trouble && { trouble }),
          }),
        )
      }
      await Promise.all([...nodes.map(look), enter(manager, network, instance, labels)])
    },
    leave: () => {
      for (const clock of clocks.values()) clock.stop()
    },
  }
}

async function enter(
  manager: Engine,
  network: RunNetwork,
  instance: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const { Id, State } = await startContainer(manager, 'open a gate into the network', {
    image: await imageOf(holderImage),
    name: `gameday-${instance}-gate`,
    service: 'gate',
    argv: ['sleep', 'infinity'],
    env: {},
    labels,
    network: { name: network.name, host: network.hostOf('gate'), published: [] },
    descriptorLimit: undefined,
    files: {},
  })
  if (!(await visibleInit(State.Pid, Id)))
    throw new HarnessError(
      `the manager at ${manager.socket} is an engine of another machine; it has to be one of this machine`,
    )
  await openGate(network, State.Pid, `gd${instance}`)
}
