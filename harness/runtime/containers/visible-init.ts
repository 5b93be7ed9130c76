import { readFile } from 'node:fs/promises'

/**
 * Whether a container's init is a process of this machine: in another pid namespace, or on another machine, the number belongs to a stranger.
 * @param pid of the container's PID 1, as the engine tells it
 * @param id of the container
 */
export async function visibleInit(pid: number, id: string): Promise<boolean> {
  if (pid <= 1 || id === '') return false
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
  // The control group is named after the container; so are, where groups are hidden, the files that the engine mounts into it.
  return (await read('cgroup')).includes(id) || (await read('mountinfo')).includes(id)
}
