import { resolve } from 'node:path'
import { exit } from '../cli/exit.ts'
import { UsageError } from '../errors.ts'
import { compareRuns } from '../report/comparison/compare.ts'
import { type RunResults, readRuns } from '../report/comparison/read-runs.ts'
import { type Random, seededRandom } from '../scenario/random.ts'

/**
 * How often `gameday compare` sees a change where there is none: runs of the same code are dealt into two hands again and again, and
 * the hands compared. `npm run false-alarms -- FOLDER-OF-RUNS [REPETITIONS [PAIRS]]`
 */
const defaults = { repetitions: 5, pairs: 50 } as const

interface Count {
  worse: number
  better: number
  readonly byCheck: Map<string, number>
}

process.exit(
  await exit(async () => {
    const [folder, repetitions = defaults.repetitions, pairs = defaults.pairs] = process.argv.slice(2)
    if (!folder) throw new UsageError('name a folder of runs of the same code')
    const runs = readRuns(resolve(folder))
    const size = Number(repetitions)
    if (runs.length < 2 * size) throw new UsageError(`${runs.length} runs do not make two hands of ${size}`)
    print(runs, size, Number(pairs))
  }),
)

function print(runs: readonly RunResults[], size: number, pairs: number): void {
  const count: Count = { worse: 0, better: 0, byCheck: new Map() }
  const random = seededRandom(0, 'false alarms')
  let checks = 0
  for (let pair = 0; pair < pairs; pair++) {
    const dealt = shuffled(runs, random)
    const comparison = compareRuns(dealt.slice(0, size), dealt.slice(size, 2 * size))
    checks = comparison.checks.length
    if (comparison.worse) count.worse++
    if (comparison.checks.some(({ verdict }) => verdict === 'better')) count.better++
    for (const { scenario, check, verdict } of comparison.checks)
      if (verdict === 'worse' || verdict === 'better') {
        const key = `${scenario}: ${check}`
        count.byCheck.set(key, (count.byCheck.get(key) ?? 0) + 1)
      }
  }
  const share = (n: number) => `${n} of ${pairs} (${((100 * n) / pairs).toFixed(1)} %)`
  console.log(`${pairs} pairs of ${size} and ${size} runs, dealt from ${runs.length}; ${checks} checks each`)
  console.log(`pairs called worse (exit code 1): ${share(count.worse)}`)
  console.log(`pairs with something better: ${share(count.better)}`)
  for (const [key, n] of [...count.byCheck].sort((a, b) => b[1] - a[1])) console.log(`  ${n}  ${key}`)
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const dealt = [...items]
  for (let i = dealt.length - 1; i > 0; i--) {
    const j = Math.floor(random.below(i + 1))
    ;[dealt[i], dealt[j]] = [dealt[j]!, dealt[i]!]
  }
  return dealt
}
