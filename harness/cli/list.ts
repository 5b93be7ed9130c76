import picocolors from 'picocolors'
import { loadCatalogue } from '../scenario/catalogue.ts'

/** `gameday list`: every scenario with its hypothesis and known-bad forms. */
export async function list({ json = false }: { json?: boolean }): Promise<void> {
  const scenarios = (await loadCatalogue()).map(({ id, meta }) => ({
    id,
    system: meta.system.name,
    hypothesis: meta.hypothesis,
    alsoHold: Object.keys(meta.alsoHold ?? {}),
    knownBad: Object.entries(meta.knownBad).map(([name, { failsOn }]) => ({ name, failsOn: [...failsOn] })),
  }))
  if (json) {
    console.log(JSON.stringify(scenarios, null, 2))
    return
  }
  for (const { id, hypothesis, alsoHold, knownBad } of scenarios) {
    console.log(picocolors.bold(id))
    console.log(`  ${hypothesis}`)
    for (const name of alsoHold) console.log(picocolors.dim(`  ${name} must hold as well`))
    for (const { name, failsOn } of knownBad)
      console.log(picocolors.dim(`  known-bad ${name} must fail on: ${failsOn.join('; ')}`))
  }
}
