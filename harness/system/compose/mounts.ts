import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ContainerSettings } from '../../runtime/runtime.ts'
import { leaveOthersOut } from './keys.ts'
import { bytes } from './units.ts'
import type { Value } from './values.ts'

export interface MountContext {
  /** Of the Compose file. */
  readonly folder: string
  /** The file's `volumes`. */
  readonly volumes: Value
  /** Folders of this machine can be written to, where the file lets them. */
  readonly writable: boolean
}

type Mounts = NonNullable<ContainerSettings['host']['Mounts']>
type Mount = Mounts[number]

/** Volumes, folders of this machine, and memory. */
export function readMounts(service: Value, context: MountContext): ContainerSettings['host'] {
  const mounts = service
    .at('volumes')
    .list()
    .map((one) => mountOf(one, context))
  const memory = service
    .at('tmpfs')
    .listOrOne()
    .map((one) => {
      const [target, options = ''] = one.text().split(/:(.*)/s)
      return [target!, options] as const
    })
  return {
    ...(mounts.length > 0 && { Mounts: mounts }),
    ...(memory.length > 0 && { Tmpfs: Object.fromEntries(memory) }),
  }
}

function mountOf(value: Value, context: MountContext): Mount {
  const mount = value.isMap() ? longForm(value) : shortForm(value)
  if (mount.type === 'tmpfs') return { Type: 'tmpfs', Source: '', Target: mount.target, ...sizeOf(mount) }
  if (mount.type === 'bind') return bindOf(value, mount, context)
  if (mount.type !== 'volume') return value.refuse(`volumes of type ${mount.type} are not known`)
  if (mount.source !== undefined) refuseVolume(value, mount.source, context.volumes)
  return {
    Type: 'volume',
    Source: mount.source ?? '',
    Target: mount.target,
    ReadOnly: mount.readOnly,
    ...(mount.noCopy && {
      VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
    }),
  }
}

interface Described {
  readonly type: string
  readonly source: string | undefined
  readonly target: string
  readonly readOnly: boolean
  readonly noCopy: boolean
  readonly size: number | undefined
}

const isPath = (source: string) => /^[.~/]/.test(source)

function shortForm(value: Value): Described {
  const parts = value.text().split(':')
  const [source, target, mode = ''] = parts.length === 1 ? [undefined, parts[0]!] : parts
  const flags = mode.split(',')
  return {
    type: source !== undefined && isPath(source) ? 'bind' : 'volume',
    source,
    target: target!,
    readOnly: flags.includes('ro'),
    noCopy: flags.includes('nocopy'),
    size: undefined,
  }
}

function longForm(value: Value): Described {
  leaveOthersOut(value, ['type', 'source', 'target', 'read_only', 'bind', 'volume', 'tmpfs', 'consistency'])
  const size = value.at('tmpfs').at('size')
  if (value.at('volume').at('subpath').there) value.at('volume').refuse('subpath is not known')
  return {
    type: value.at('type').textIfThere() ?? 'volume',
    source: value.at('source').textIfThere(),
    target: value.at('target').text(),
    readOnly: value.at('read_only').flag(),
    noCopy: value.at('volume').at('nocopy').flag(),
    size: size.there ? bytes(size) : undefined,
  }
}

const sizeOf = ({ size }: Described) =>
  size === undefined ? {} : { TmpfsOptions: { SizeBytes: size, Mode: 0o1777 } }

function bindOf(value: Value, { source = '.', target, readOnly }: Described, context: MountContext): Mount {
  const path = source.startsWith('~') ? join(homedir(), source.slice(1)) : resolve(context.folder, source)
  if (/docker\.sock$/.test(path))
    value.findings.refuseKey(`${value.where}`, 'what it starts through the engine would outlive the run')
  if (!existsSync(path)) {
    // Compose would make an empty folder on this machine.
    value.leaveOut(`${source} is not there: an empty volume stands for it`)
    return { Type: 'volume', Source: '', Target: target }
  }
  if (!readOnly && !context.writable)
    value.leaveOut(
      `${source} is mounted read-only, so that a scenario changes nothing of yours: compose(…, { writable: true }) mounts it as the file says`,
    )
  return { Type: 'bind', Source: path, Target: target, ReadOnly: readOnly || !context.writable }
}

function refuseVolume(value: Value, name: string, volumes: Value): void {
  if (!Object.hasOwn(volumes.there ? volumes.map() : {}, name))
    value.refuse(`there is no volume ${name}: name it at the top, below volumes`)
  const volume = volumes.at(name)
  if (volume.at('external').flag())
    volume.findings.refuseKey(`${volume.where}.external`, 'a run has volumes of its own, which begin empty')
}
