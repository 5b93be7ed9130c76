import { mountOptions } from '../disk/own-disk.ts'
import type { OwnDisk } from '../runtime.ts'
import type { Engine } from './engine.ts'
import { holderImage, imageOf } from './image.ts'

/** What a container that is to see a disk is given. */
interface Mounted {
  readonly volume: string
  readonly folder: string
}

/**
 * Disks of services in containers: a volume in memory each. The engine forgets what such a volume holds as soon as no container has it, so
 * that one more container keeps it over restarts of the service.
 */
export class Disks {
  readonly #labels: Readonly<Record<string, string>>
  readonly #open = new Map<string, Promise<Mounted>>()

  /** @param labels by which volumes and containers are found and removed again */
  constructor(labels: Readonly<Record<string, string>>) {
    this.#labels = labels
  }

  /** The disk of a container on its engine, made when it is first asked for. @throws HarnessError with the engine's own words */
  open(engine: Engine, container: string, disk: OwnDisk): Promise<Mounted> {
    const opening = this.#open.get(container) ?? this.#make(engine, container, disk)
    this.#open.set(container, opening)
    return opening
  }

  async #make(engine: Engine, container: string, disk: OwnDisk): Promise<Mounted> {
    const volume = `${container}-disk`
    const { docker } = engine
    const DriverOpts = { type: 'tmpfs', device: 'tmpfs', o: mountOptions(disk) }
    const made = docker.createVolume({
      Name: volume,
      Driver: 'local',
      DriverOpts,
      Labels: { ...this.#labels },
    })
    await engine.call(`make ${volume}`, made)
    const keeping = docker.createContainer({
      name: volume,
      Image: await imageOf(holderImage),
      Entrypoint: ['sleep', 'infinity'],
      Cmd: [],
      Labels: { ...this.#labels },
      HostConfig: { Binds: [`${volume}:${disk.folder}`], NetworkMode: 'none', Init: true },
    })
    const keeper = await engine.call(`keep ${volume}`, keeping)
    await engine.call(`start ${volume}`, keeper.start())
    return { volume, folder: disk.folder }
  }
}
