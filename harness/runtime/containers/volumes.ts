import type { Engine } from './engine.ts'

/** Removes the volumes that have a label. Their containers are gone before. */
export async function removeVolumes(engine: Engine, filters: { label: string[] }): Promise<void> {
  const { docker } = engine
  const { Volumes } = await engine.call('list volumes', docker.listVolumes({ filters }))
  for (const { Name } of Volumes ?? [])
    await engine.callIfThere(`remove volume ${Name}`, docker.getVolume(Name).remove())
}
