import { readFile } from 'node:fs/promises'
import { messageOf } from '../../../errors.ts'
import { type CgroupPlace, type Controller, cgroupPlace, upwards } from './place.ts'

/** The group that a process is in now; undefined where there are no groups with this controller, or no such process. */
export async function placeOf(controller: Controller, pid: number): Promise<CgroupPlace | undefined> {
  const read = (file: string) => readFile(file, 'utf8').catch(() => '')
  const [cgroup, mountinfo] = await Promise.all([read(`/proc/${pid}/cgroup`), read('/proc/self/mountinfo')])
  return cgroupPlace(controller, cgroup, mountinfo)
}

/**
 * The folder in which a group for this process can be made, so that what limits it already goes on to do so.
 * @returns or else why there is none
 */
export async function parentFor(
  controller: Controller,
  place: CgroupPlace | undefined,
): Promise<{ readonly folder: string } | { readonly missing: string }> {
  if (!place) return { missing: `no control groups with the ${controller} controller are mounted` }
  if (place.version === 1) return { folder: place.folder }
  // A group that has processes hands no controller out in version 2: the new one is beside it.
  const folders = upwards(place)
  for (const folder of folders) {
    const handed = await readFile(`${folder}/cgroup.subtree_control`, 'utf8').catch(messageOf)
    if (handed.trim().split(' ').includes(controller)) return { folder }
  }
  const root = folders.at(-1) ?? place.mount
  return {
    missing: `no group above hands the ${controller} controller out: echo +${controller} > ${root}/cgroup.subtree_control`,
  }
}
