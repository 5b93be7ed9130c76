import { headlineOf } from '../../analysis/headline.ts'
import type { Spread } from '../charts/spread.ts'
import { kindOf } from '../results.ts'
import { cumulativeDrawing, type VersionTimes } from '../svg/cumulative-chart.ts'
import { smallFigureSvg } from '../svg/svg.ts'
import type { ScenarioView } from '../view.ts'
import { html, type Markup } from './html.ts'

/**
 * How the times of a scenario's versions are spread, drawn over each other: of the check that it is about, or of the first that has times. Of a
 * check with one time in each execution these are the repetitions. Nothing where fewer than two versions have times.
 */
export function overlaid(views: readonly ScenarioView[], id: string): Markup {
  const held = views.filter((view) => kindOf(view) !== 'broken')
  const check = checkWithTimes(held)
  if (check === undefined) return html``
  const several = new Set(held.map(({ runtime }) => runtime)).size > 1
  const versions = [
    ...Map.groupBy(held, ({ variant, runtime }) => (several ? `${variant}, ${runtime}` : variant)),
  ].flatMap(([name, own]): VersionTimes[] => {
    const times = own.flatMap((view) => timesOf(view, check.name))
    return times.length > 0 ? [{ name, times }] : []
  })
  if (versions.length < 2) return html``
  return html`${smallFigureSvg(cumulativeDrawing(check.name, versions, check.limit), `${id}-versions`)}`
}

type Check = ScenarioView['checks'][number]

function checkWithTimes(held: readonly ScenarioView[]): Check | undefined {
  const [first] = held
  if (!first) return undefined
  const own = first.checks.filter(({ unit, precondition }) => unit === 'ms' && !precondition)
  const headline = headlineOf(first.header?.headline, first.checks)
  return own.find((check) => check === headline) ?? own.find((check) => spreadOf(first, check.name)) ?? own[0]
}

function timesOf(view: ScenarioView, name: string): readonly (number | null)[] {
  const spread = spreadOf(view, name)
  if (spread) return spread.times.map(({ ms }) => ms)
  return view.checks.flatMap((check) =>
    check.name === name && check.verdict !== 'inconclusive' ? check.observed : [],
  )
}

function spreadOf({ charts }: ScenarioView, name: string): Spread | undefined {
  return (charts.spread as readonly Spread[] | undefined)?.find(({ check }) => check === name)
}
