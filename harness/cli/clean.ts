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
  for (const { runId, processes, containers, networks, volumes, groups, unreachable = [] } of removed) {
    console.log(
      `run ${runId}: removed ${processes} processes, ${containers} containers, ${networks} networks, ${volumes} volumes, ${groups} control groups`,
    )
    for (const socket of unreachable)
      console.log(`  the engine at ${socket} does not answer, and keeps what it has of it: clean again later`)
  }
  for (const runId of alive) console.log(`left alone: run ${runId} is still going`)
  for (const runId of unknown) console.log(`left alone: run ${runId} was started from another checkout`)
}
