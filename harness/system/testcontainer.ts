import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import { engineSocket } from '../../docker/images.ts'
import { HarnessError, UsageError } from '../errors.ts'
import type { Ready } from '../targets/described-program.ts'
import type { ContainerService } from './definition.ts'

/** A container of testcontainers that has not started: a `GenericContainer`, or a module's own. */
export interface UnstartedContainer {
  start(): Promise<unknown>
}

export interface TestcontainerOptions {
  /** Where it listens; of several, the first is the main one. */
  readonly port: number | readonly number[]
  /** Default: its health check, where it has one, else its port accepts connections. */
  readonly ready?: Ready
}

/** What `GenericContainer` keeps of what it was told, of any version from 10 on. */
interface Told {
  readonly createOpts: ContainerCreateOptions
  readonly hostConfig: HostConfig
  readonly contentsToCopy?: readonly { content: unknown; target: string; mode?: number }[]
  readonly filesToCopy?: readonly { source: string; target: string }[]
  readonly directoriesToCopy?: readonly { source: string; target: string }[]
  readonly archivesToCopy?: readonly unknown[]
}

/** Thrown in place of the container's creation. */
class Described extends Error {}

/**
 * A container of testcontainers as a service: `db: testcontainer(() => new PostgreSqlContainer('postgres:17'), { port: 5432 })`. gameday starts
 * it from its description, on its own network and with its own labels, so that nothing of it outlives the run. Others mention it as `{db}`,
 * `{db.host}` and `{db.port}`. Containers only.
 * @param make gives an unstarted container, a new one each time
 */
export function testcontainer(
  make: () => UnstartedContainer,
  options: TestcontainerOptions,
): ContainerService {
  const ports = [options.port].flat()
  if (ports.length === 0) throw new UsageError('testcontainer(…): name the port at which it listens')
  return {
    describedIn: 'testcontainers',
    image: { tag: '' },
    env: {},
    ports,
    peers: [],
    after: [],
    ...(options.ready && { ready: options.ready }),
    heedsImageHealth: true,
    container: { create: {}, host: {}, copied: [] },
    describe: () => described(make),
  }
}

/** Has the container, and what its module adds when it starts, put together all that it would be created from. */
async function described(
  make: () => UnstartedContainer,
): ReturnType<NonNullable<ContainerService['describe']>> {
  const container = make() as UnstartedContainer & Partial<Told> & Record<string, unknown>
  if (!container.createOpts || !container.hostConfig || typeof container.startContainer !== 'function')
    throw new UsageError('testcontainer(…): the function is to give an unstarted container of testcontainers')
  container.autoCleanup = false
  useTheEngine()
  container.startContainer = () => Promise.reject(new Described())
  try {
    await container.start()
  } catch (error) {
    if (error instanceof Described) return settingsOf(container as unknown as Told)
    throw new HarnessError(`a container of testcontainers could not be described: ${String(error)}`)
  }
  throw new HarnessError(
    'a container of testcontainers started by itself: its version is not known to gameday',
  )
}

/** testcontainers finds an engine for the whole process: ours. Nothing of it runs, so there is nothing that its reaper would remove. */
function useTheEngine(): void {
  const socket = engineSocket()
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  if (socket) process.env.DOCKER_HOST ??= `unix://${socket}`
}

function settingsOf(told: Told) {
  const { Image, Env = [], Entrypoint, Cmd, User, WorkingDir, Labels, Healthcheck } = told.createOpts
  if (told.archivesToCopy && told.archivesToCopy.length > 0)
    throw new UsageError('testcontainer(…): archives are not copied: mount a folder, or copy files')
  // Its network, name and ports are the run's.
  const { PortBindings: _, NetworkMode: __, ...host } = told.hostConfig
  const mounted = [...(told.filesToCopy ?? []), ...(told.directoriesToCopy ?? [])].map(
    ({ source, target }) => ({ Type: 'bind' as const, Source: source, Target: target, ReadOnly: true }),
  )
  const create = { Entrypoint, Cmd, User, WorkingDir, Labels, Healthcheck }
  return {
    tag: Image ?? '',
    env: Object.fromEntries(Env.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string])),
    container: {
      create: Object.fromEntries(Object.entries(create).filter(([, value]) => value !== undefined)),
      host: { ...host, ...(mounted.length > 0 && { Mounts: [...(host.Mounts ?? []), ...mounted] }) },
      copied: (told.contentsToCopy ?? []).map(({ content, target, mode = 0o644 }) => ({
        content: String(content),
        target,
        mode,
      })),
    },
  }
}
