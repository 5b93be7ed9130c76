import { hadToHold } from '../headline/limits-and-faults.ts'
import { outcomeOf, type Results } from '../results.ts'
import { plural, runName, valueText } from '../words.ts'
import { foldedTable } from './folded-table.ts'
import { html, type Markup } from './html.ts'

/** How each fault was seen to act, of what had to hold; those of the broken variants are in their sections. */
export function evidenceTable({ scenarios }: Results): Markup {
  const rows = hadToHold(scenarios).flatMap((result) =>
    (result.faults ?? []).map(({ fault, target, detail, confirmed }) => [
      result.id,
      runName(result, scenarios),
      `${fault} ${target}`,
      confirmed ? detail : 'not seen to act',
    ]),
  )
  if (rows.length === 0) return html``
  return foldedTable(
    `Evidence of each fault (${plural(rows.length, 'fault')})`,
    ['scenario', 'version', 'fault', 'seen to act'],
    rows,
  )
}

/** What each check would have called failed, once for each scenario, and how many broken variants it detected. */
export function noticesTable({ scenarios }: Results): Markup {
  const broken = scenarios.filter((result) => outcomeOf(result) === 'detected')
  const seen = new Set<string>()
  const rows = hadToHold(scenarios).flatMap(({ id, checks }) =>
    checks.flatMap(({ name, noticesFrom, notices, unit, weak, precondition }) => {
      const key = JSON.stringify([id, name])
      if (precondition || seen.has(key)) return []
      seen.add(key)
      const by = broken.filter((one) => one.id === id && one.failsOn.includes(name)).length
      const from = noticesFrom === undefined ? '–' : valueText(noticesFrom, unit)
      const factor = notices === null ? '–' : `${notices} × the design's limit`
      return [[id, name, from, factor, weak ? 'weak' : 'enough', by]]
    }),
  )
  if (rows.length === 0) return html``
  return foldedTable(
    `What each check would have noticed (${plural(rows.length, 'check')})`,
    ['scenario', 'check', 'fails from', 'as a factor', 'strength', 'broken variants that it detects'],
    rows,
  )
}
