/** A controller of control groups that limits a resource. */
export type Controller = 'cpu' | 'memory'

/** Where the group of a process is in the file system, for one controller. */
export interface CgroupPlace {
  readonly version: 1 | 2
  /** Folder at which the hierarchy is mounted. */
  readonly mount: string
  /** Folder of the group. */
  readonly folder: string
}

/**
 * Finds the group of a process. Where both versions are mounted, the controller is in one of them only.
 * @param cgroup what `/proc/PID/cgroup` says
 * @param mountinfo what `/proc/self/mountinfo` says
 * @returns undefined where nothing is mounted that has this controller
 */
export function cgroupPlace(
  controller: Controller,
  cgroup: string,
  mountinfo: string,
): CgroupPlace | undefined {
  const mounts = mountinfo.split('\n').flatMap(readMount)
  const groups = cgroup.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line)?.slice(1) ?? [])
  const own = (name: string) => groups.find(([names = '']) => names.split(',').includes(name))?.[1]
  const v1 = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller))
  const v2 = mounts.find(({ type }) => type === 'cgroup2')
  const [version, mount, path] = v1 ? ([1, v1, own(controller)] as const) : ([2, v2, own('')] as const)
  if (!mount || path === undefined) return undefined
  // In a container the mount may begin at its own group, and paths be told from above it.
  const below = isWithin(path, mount.root) ? path.slice(mount.root === '/' ? 0 : mount.root.length) : path
  return { version, mount: mount.point, folder: `${mount.point}${below}`.replace(/\/+$/, '') }
}

/** This folder and those above it, up to the mount. */
export function upwards({ mount, folder }: CgroupPlace): string[] {
  const folders: string[] = []
  for (let at = folder; at.startsWith(mount); at = at.slice(0, at.lastIndexOf('/'))) folders.push(at)
  return folders
}

const isWithin = (path: string, root: string) => root === '/' || path === root || path.startsWith(`${root}/`)

interface Mount {
  readonly root: string
  readonly point: string
  readonly type: string
  readonly options: readonly string[]
}

function readMount(line: string): Mount[] {
  const match = /^\d+ \d+ \S+ (\S+) (\S+) .* - (\S+) \S+ (\S+)$/.exec(line)
  if (!match) return []
  const [root, point, type, options] = match.slice(1) as [string, string, string, string]
  // Octal escapes stand for blanks in paths.
  const plain = (text: string) =>
    text.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
  return [{ root: plain(root), point: plain(point), type, options: options.split(',') }]
}
