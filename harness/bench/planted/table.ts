import { CHANGED_NIGHTS, DRAWN_NIGHTS, type Found, type Trial } from './judge.ts'

/** Share of trials in which a change counts as found. */
const FOUND = 0.9

/** False alarms, what was found of each size, and the smallest size that is found in each check, as Markdown. */
export function plantedTable(
  { nights, trials }: Trial,
  { byNight, pooled }: { byNight: readonly Found[]; pooled: readonly Found[] },
  points: readonly Found[],
): string {
  const checks = byNight[0]!.byCheck.size
  const repetitions = nights[0]!.results.scenarios.reduce((most, one) => Math.max(most, one.repetition), 1)
  const rows = byNight.map((own, i) => {
    const cells = [own, pooled[i]!, points[i]!].map((found) =>
      found.size === 0 ? `${share(found.any / trials)} of folders` : checksText(found, trials),
    )
    return `| ${own.size === 0 ? 'nothing (false alarms)' : `+${Math.round(own.size * 100)} %`} | ${cells.join(' | ')} |`
  })
  return [
    `${nights.length} nights of the same code, ${repetitions} repetitions each, ${checks} checks of durations, dealt in ${trials} orders; for change points,`,
    `${DRAWN_NIGHTS} nights are drawn from them each time. Changes are planted into recorded samples, the limits left aside. A folder counts as a false alarm if any of its checks does; of a planted change, in how many of the checks it is found 9 times in 10.`,
    '',
    `| planted | one night, \`compare --last ${nights.length - 1}\` | one night, repetitions taken together | last ${CHANGED_NIGHTS} of ${DRAWN_NIGHTS} nights, change points |`,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'The smallest of these changes that is found 9 times in 10, by check:',
    '',
    '| check | one night, `--last` | change points |',
    '| --- | --- | --- |',
    ...[...byNight[0]!.byCheck.keys()]
      .sort()
      .map((key) => `| ${key} | ${smallest(byNight, key, trials)} | ${smallest(points, key, trials)} |`),
  ].join('\n')
}

function checksText({ byCheck }: Found, trials: number): string {
  const found = [...byCheck.values()].filter((count) => count >= FOUND * trials).length
  return `${found} of ${byCheck.size} checks`
}

function smallest(all: readonly Found[], key: string, trials: number): string {
  const found = all.find(({ size, byCheck }) => size > 0 && byCheck.get(key)! >= FOUND * trials)
  return found ? `+${Math.round(found.size * 100)} %` : 'none of them'
}

const share = (value: number) => `${(100 * value).toFixed(0)} %`
