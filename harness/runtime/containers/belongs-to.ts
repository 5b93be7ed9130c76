import { readFile } from 'node:fs/promises'

/** Whether a process that this machine counts as `pid` is in the container; in another pid namespace, or on another machine, it is a stranger's. */
export async function belongsTo(pid: number, containerId: string): Promise<boolean> {
  if (pid <= 1 || containerId === '') return false
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
  // The control group is named after the container; so are, where groups are hidden, the files that the engine mounts into it.
  return (await read('cgroup')).includes(containerId) || (await read('mountinfo')).includes(containerId)
}
