import { EngineError, engineRequest, engineSocket } from '../../../docker/images.ts'
import { enginesOfRun } from '../engines-of-run.ts'
import { sweepGroups } from '../machine/cgroups/sweep-groups.ts'
import { RUN_LABEL } from '../state.ts'
import { sweepProcesses } from './processes.ts'

/**
 * What was found of a run, and removed or tried to: process ids, and the engine's ids of containers and networks, names of volumes, and folders
 * of control groups.
 */
export interface Swept {
  readonly processes: ReadonlySet<number>
  readonly containers: ReadonlySet<string>
  readonly networks: ReadonlySet<string>
  readonly volumes: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  /** Sockets of the run's further engines that did not answer: what they have of it is not known. */
  readonly unreachable: ReadonlySet<string>
}

/** Removing a container ends its processes first: about 0.1 s each on a quiet machine. */
const REMOVE_MS = 10_000

export const nothing: Swept = {
  processes: new Set(),
  containers: new Set(),
  networks: new Set(),
  volumes: new Set(),
  groups: new Set(),
  unreachable: new Set(),
}

export function isNothing(swept: Swept): boolean {
  return Object.values(swept).every(({ size }) => size === 0)
}

/** What two sweeps found together: a process that takes a moment to die is found by both. */
export function union(a: Swept, b: Swept): Swept {
  return {
    processes: new Set([...a.processes, ...b.processes]),
    containers: new Set([...a.containers, ...b.containers]),
    networks: new Set([...a.networks, ...b.networks]),
    volumes: new Set([...a.volumes, ...b.volumes]),
    groups: new Set([...a.groups, ...b.groups]),
    unreachable: new Set([...a.unreachable, ...b.unreachable]),
  }
}

/** Ends every process and removes every container, network, volume and control group of a run. Never rejects: what stays is found by the next sweep. */
export async function sweep(runId: string): Promise<Swept> {
  const [processes, docker] = await Promise.all([sweepProcesses(runId), sweepDocker(runId)])
  // Last: whoever was in one is gone, or as good as gone.
  return { ...docker, processes, groups: await sweepGroups(runId) }
}

async function sweepDocker(runId: string): Promise<Swept> {
  const further = await enginesOfRun(runId)
  const usual = engineSocket()
  const swept = await Promise.all([
    // An engine that went away has nothing running that could be reached; the next sweep asks again.
    ...(usual === undefined || further.includes(usual)
      ? []
      : [sweepEngine(runId, usual).catch(() => nothing)]),
    // A node that is away comes back with what it has.
    ...further.map((socket) =>
      sweepEngine(runId, socket).catch(() => ({ ...nothing, unreachable: new Set([socket]) })),
    ),
  ])
  return swept.reduce(union, nothing)
}

async function sweepEngine(runId: string, socket: string): Promise<Swept> {
  const remove = (path: string) => removeAt(socket, path)
  const containers = await labelled('/containers/json?all=1&', runId, socket)
  await Promise.all(containers.map(({ Id }) => remove(`/containers/${Id}?force=1&v=1`)))
  const networks = await labelled('/networks?', runId, socket)
  await Promise.all(networks.map(({ Id }) => remove(`/networks/${Id}`)))
  const volumes = await volumesOf(runId, socket)
  await Promise.all(volumes.map((name) => remove(`/volumes/${name}`)))
  return {
    ...nothing,
    containers: idsOf(containers),
    networks: idsOf(networks),
    volumes: new Set(volumes),
  }
}

function idsOf(things: readonly { Id: string }[]): Set<string> {
  return new Set(things.map(({ Id }) => Id))
}

function labelled<Answer = { Id: string }[]>(path: string, runId: string, socket: string): Promise<Answer> {
  const filters = JSON.stringify({ label: [`${RUN_LABEL}=${runId}`] })
  return engineRequest(`${path}filters=${encodeURIComponent(filters)}`, { socket })
}

async function volumesOf(runId: string, socket: string): Promise<string[]> {
  const { Volumes } = await labelled<{ Volumes: { Name: string }[] | null }>('/volumes?', runId, socket)
  return (Volumes ?? []).map(({ Name }) => Name)
}

async function removeAt(socket: string, path: string): Promise<void> {
  await engineRequest(path, { method: 'DELETE', timeoutMs: REMOVE_MS, socket }).catch((error: unknown) => {
    // Gone already, being removed, or a network still in use by a container that the next sweep removes.
    if (!(error instanceof EngineError)) throw error
  })
}
