import { clean as removeLeftovers } from '../runtime/clean.ts'

/** `gameday clean`: ends what runs whose harness is gone have left. Runs that are still going are left alone. */
export async function clean({ json = false }: { json?: boolean }): Promise<void> {
  const result = await removeLeftovers()
  if (json) {
    console.log(JSON.stringify(result, null, 2))
    return
  }
  const { removed, alive, unknown } = result
  if (removed.length === 0) console.log('nothing to clean')
  for (const { runId, processes, containers, networks, volumes, groups } of removed)
    console.log(
      `run ${runId}: removed ${processes} processes, ${containers} containers, ${networks} networks, ${volumes} volumes, ${groups} control groups`,
    )
  for (const runId of alive) console.log(`left alone: run ${runId} is still going`)
  for (const runId of unknown) console.log(`left alone: run ${runId} was started from another checkout`)
}
