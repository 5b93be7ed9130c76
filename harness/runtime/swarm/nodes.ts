import { type EnginePlace, isRemote } from '../../../docker/images.ts'
import { UsageError } from '../../errors.ts'

/** Environment variable that names the engines of the swarm, the manager first. */
export const NODES_VARIABLE = 'GAMEDAY_NODES'

/** An engine of a swarm. */
export interface NodePlace {
  /** `node-1` is the manager. */
  readonly name: string
  readonly socket: EnginePlace
}

const example = `${NODES_VARIABLE}=unix:///var/run/docker.sock,tcp://10.0.0.2:2376`

/**
 * The nodes that the environment names.
 * @throws UsageError where it names fewer than two, one twice, or another kind of address
 */
export function nodesOf(env: NodeJS.ProcessEnv = process.env): readonly NodePlace[] {
  const asked = (env[NODES_VARIABLE] ?? '').split(',').map((one) => one.trim())
  const addresses = asked.filter((one) => one !== '')
  if (addresses.length === 0)
    throw new UsageError(
      `--runtime swarm needs nodes: name their engines, the manager first, as in ${example}`,
    )
  if (addresses.length === 1)
    throw new UsageError(`${NODES_VARIABLE} names one engine, and a swarm has two or more, as in ${example}`)
  const sockets = addresses.map(placeOf)
  if (isRemote(sockets[0]!))
    throw new UsageError(
      `${NODES_VARIABLE}: the manager, ${sockets[0]}, is an engine of another machine; it has to be one of this machine, as services are reached through it: ${example}`,
    )
  const twice = sockets.find((one, index) => sockets.indexOf(one) !== index)
  if (twice !== undefined) throw new UsageError(`${NODES_VARIABLE} names ${twice} twice`)
  return sockets.map((socket, index) => ({ name: nodeName(index), socket }))
}

/** @param index from 0, the manager */
export const nodeName = (index: number): string => `node-${index + 1}`

function placeOf(address: string): EnginePlace {
  const path = /^unix:\/\/(\/.+)$/.exec(address)?.[1]
  if (path !== undefined) return path
  if (/^tcp:\/\/[^/:@]+:\d+$/.test(address)) return address
  throw new UsageError(
    `${NODES_VARIABLE}: ${JSON.stringify(address)} is no engine: name each as in ${example}`,
  )
}
