import { engineRequest, engineSocket } from '../../docker/images.ts'
import { leftGroups } from './machine/cgroups/sweep-groups.ts'
import { markedProcesses } from './reaper/processes.ts'
import { isNothing, nothing, type Swept, sweep, union } from './reaper/sweep.ts'
import { forgetRun, isAlive, readRuns } from './runs.ts'
import { RUN_LABEL } from './state.ts'

/** Sweeps of one run before it is given up: what was in the making during one is found by the next. */
const SWEEPS_MAX = 10

/** How much was removed of one run. */
export interface CleanedRun {
  readonly runId: string
  readonly processes: number
  readonly containers: number
  readonly networks: number
  readonly volumes: number
  readonly groups: number
  /** Sockets of its nodes that do not answer: what they have of it is still there. */
  readonly unreachable?: readonly string[]
}

export interface Cleaned {
  /** Runs whose harness is gone and that had left something. */
  readonly removed: readonly CleanedRun[]
  /** Runs that go on now; left alone. */
  readonly alive: readonly string[]
  /** Runs that something is left of but that this checkout knows nothing about; left alone unless `unknown` is set. */
  readonly unknown: readonly string[]
}

/**
 * Removes the leftovers of runs whose harness is gone: processes, containers, networks, volumes and control groups
 * that bear their run id.
 * @param options.unknown also remove runs without a record here, such as those of another checkout
 */
export async function clean(options: { readonly unknown?: boolean } = {}): Promise<Cleaned> {
  const records = await readRuns()
  const alive = records.filter(isAlive).map((record) => record.runId)
  const gone = records.filter((record) => !isAlive(record)).map((record) => record.runId)
  const known = new Set([...alive, ...gone])
  const unknown = [...(await marked())].filter((runId) => !known.has(runId))
  const removed: CleanedRun[] = []
  for (const runId of options.unknown ? [...gone, ...unknown] : gone) {
    const swept = await cleanRun(runId)
    if (!isNothing(swept)) removed.push(counted(runId, swept))
  }
  return {
    removed,
    alive,
    unknown: options.unknown ? [] : unknown,
  }
}

function counted(
  runId: string,
  { processes, containers, networks, volumes, groups, unreachable }: Swept,
): CleanedRun {
  return {
    runId,
    processes: processes.size,
    containers: containers.size,
    networks: networks.size,
    volumes: volumes.size,
    groups: groups.size,
    ...(unreachable.size > 0 && { unreachable: [...unreachable] }),
  }
}

async function cleanRun(runId: string): Promise<Swept> {
  let total = nothing
  for (let round = 0; round < SWEEPS_MAX; round++) {
    const swept = await sweep(runId)
    total = union(total, swept)
    if (isNothing(swept)) {
      await forgetRun(runId)
      break
    }
  }
  return total
}

/** Every run id found on a process, container, network, volume or control group of this machine. */
async function marked(): Promise<Set<string>> {
  const processes = process.platform === 'linux' ? [...(await markedProcesses()).values()] : []
  return new Set([...processes, ...(await leftGroups()).values(), ...(await markedInDocker())])
}

interface Labelled {
  readonly Labels: Readonly<Record<string, string>>
}

async function markedInDocker(): Promise<string[]> {
  if (!engineSocket()) return []
  const filters = `filters=${encodeURIComponent(JSON.stringify({ label: [RUN_LABEL] }))}`
  try {
    const [containers, networks, { Volumes }] = await Promise.all([
      engineRequest<Labelled[]>(`/containers/json?all=1&${filters}`),
      engineRequest<Labelled[]>(`/networks?${filters}`),
      engineRequest<{ readonly Volumes: Labelled[] | null }>(`/volumes?${filters}`),
    ])
    const found = [...containers, ...networks, ...(Volumes ?? [])]
    return found.flatMap((one) => one.Labels[RUN_LABEL] ?? [])
  } catch {
    return []
  }
}
