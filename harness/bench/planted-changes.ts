import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadBuiltIn } from '../built-in.ts'
import { exit } from '../cli/exit.ts'
import { UsageError } from '../errors.ts'
import { writeAtomic } from '../report/files.ts'
import { readNights } from '../report/history/read-nights.ts'
import { changePointsFound, nightsFound, sizes, type Trial } from './planted/judge.ts'
import { metricsOf, plantedNight, type RecordedNight, recordedNight } from './planted/nights.ts'
import { plantedTable } from './planted/table.ts'

/**
 * How often `gameday history` and `compare --last` see a change where there is none, and how large a planted one must be to be seen:
 * nights of the same code are dealt in another order again and again, and the newest of them computed again from journals whose
 * operations took longer.
 * `npm run planted-changes -- FOLDER-OF-NIGHTS [TRIALS]` puts the table into docs/statistics.md.
 */
const TRIALS_DEFAULT = 200
const NIGHTS_MIN = 8

const statistics = fileURLToPath(new URL('../../docs/statistics.md', import.meta.url))
const [begin, end] = [
  '<!-- planted-changes: made by `npm run planted-changes` -->',
  '<!-- /planted-changes -->',
]

process.exit(
  await exit(async () => {
    const [folder, count = TRIALS_DEFAULT] = process.argv.slice(2)
    if (!folder) throw new UsageError('name a folder of nights of the same code')
    const { nights } = readNights(resolve(folder))
    if (nights.length < NIGHTS_MIN)
      throw new UsageError(`${nights.length} nights are too few: bring ${NIGHTS_MIN} at least`)
    await loadBuiltIn()
    const recorded: RecordedNight[] = []
    for (const night of nights) recorded.push(await recordedNight(resolve(folder), night))
    const trial: Trial = {
      nights: new Map(sizes.map((size) => [size, recorded.map((one) => plantedNight(one, size))])),
      trials: Number(count),
    }
    const ways = [
      { name: 'its first night', found: nightsFound(trial, 1) },
      { name: 'its second night', found: nightsFound(trial, 2) },
      { name: 'change points', found: changePointsFound(trial) },
    ]
    const table = plantedTable(trial, ways, new Map(recorded.flatMap((one) => [...metricsOf(one)])))
    console.log(table)
    const text = readFileSync(join(statistics), 'utf8')
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from === -1 || to === -1) throw new UsageError(`${statistics} has no place for the table (${begin})`)
    writeAtomic(statistics, `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`)
  }),
)
