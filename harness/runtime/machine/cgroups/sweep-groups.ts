import type { Dirent } from 'node:fs'
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { placeOf } from './find.ts'
import { runOfGroup } from './group-name.ts'
import type { Controller } from './place.ts'

const controllers: readonly Controller[] = ['cpu', 'memory']

/** Groups that faults have made and that are still there, by their folders, with the run of each. */
export async function leftGroups(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (process.platform !== 'linux') return found
  const mounts = await Promise.all(
    controllers.map(async (one) => (await placeOf(one, process.pid))?.mount ?? []),
  )
  for (const mount of new Set(mounts.flat())) await look(mount, found)
  return found
}

async function look(folder: string, found: Map<string, string>): Promise<void> {
  // A group may go while it is looked at.
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])
  for (const entry of entries) {
    if (!entry.isDirectory()) continue
    const path = join(folder, entry.name)
    const runId = runOfGroup(entry.name)
    if (runId === undefined) await look(path, found)
    else found.set(path, runId)
  }
}

/** Removes the groups of a run; who is still in one goes to the group above. Gives those that there were. */
export async function sweepGroups(runId: string): Promise<Set<string>> {
  const own = [...(await leftGroups())].filter(([, run]) => run === runId).map(([folder]) => folder)
  for (const folder of own) {
    const pids = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')
    for (const pid of pids.split('\n').filter(Boolean))
      await writeFile(join(dirname(folder), 'cgroup.procs'), pid).catch(() => {})
    // One that a process is just leaving is found by the next sweep.
    await rmdir(folder).catch(() => {})
  }
  return new Set(own)
}
