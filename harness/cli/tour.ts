import { loadCatalogue } from '../scenario/catalogue.ts'
import { onStdout } from './colour.ts'
import { run } from './run.ts'

/** One scenario of each system, with its broken variants: together they take about a minute on two cores. */
const stops = {
  'relay/rst': 'every connection of a relay is reset at once',
  'deploy/rst-mid-answer': 'the answer to a deploy job is lost',
  'log-stream/read-error': 'a log that is being streamed cannot be read any more',
  'webhook/first-packets-lost': 'half of all new connections lose their first packets',
} as const

/** `gameday tour`, and `gameday` alone in a checkout: what gameday does, to look at. */
export async function tour(): Promise<void> {
  console.log(
    onStdout.bold(
      'A tour: each scenario breaks a system for real, and its broken variants must be detected.',
    ),
  )
  for (const [id, what] of Object.entries(stops)) console.log(`  ${id.padEnd(28)} ${onStdout.dim(what)}`)
  console.log('')
  await run(Object.keys(stops), { runtime: 'processes', retryInconclusive: 1 })
  const all = (await loadCatalogue()).length
  console.log(
    [
      '',
      onStdout.bold('Next'),
      '  open the report: what was done, whether it held, by how much, and why to believe it',
      `  npm run gameday -- list            all ${all} scenarios with their broken variants`,
      "  npm run gameday -- run 'relay/*'   some of them; `run` alone runs all",
      '  docs/your-own-system.md            a system of your own in one file',
      '  docs/own-repository.md             gameday in your own repository',
    ].join('\n'),
  )
}
