import { isBroken } from '../../analysis/moments.ts'
import { formatMs } from '../../duration.ts'
import { ranWith, repeatCommand } from '../repeat-command.ts'
import { outcomeOf } from '../results.ts'
import { wideFigureSvg } from '../svg/svg.ts'
import type { ScenarioView } from '../view.ts'
import { attemptSentences, plural, runName } from '../words.ts'
import { capturesView } from './captures-view.ts'
import { chartsOfVariant, chartsView } from './charts.ts'
import { checksTable } from './checks.ts'
import { gameDayView } from './game-day.ts'
import { guardsView } from './guards.ts'
import { html, type Markup } from './html.ts'
import { impactView } from './impact.ts'
import { badge, reasonLine } from './parts.ts'
import { topologyDrawing } from './topology.ts'
import { beforeTheFix, logView, timelineView } from './views.ts'

export interface SectionOptions {
  /** Of the command that ran it. */
  readonly argv: readonly string[]
  /** File of the scenario's own page, where it has one. */
  readonly ownPage?: string
}

export interface ScenarioSection {
  readonly whole: Markup
  /** Without what stands on its own page alone: how each detected variant went. */
  readonly short?: Markup
}

/** Inside of a scenario's section: what it claims, how its current version did, and folded below it the broken variants. */
export function scenarioSection(
  views: readonly ScenarioView[],
  anchor: string,
  { argv, ownPage }: SectionOptions,
): ScenarioSection {
  const header = views.find((view) => view.header)?.header
  // Targets stand side by side, each as the current version does.
  const fixed = views.filter(({ variant, header }) => variant === 'current' || header?.target !== undefined)
  const others = views.filter((view) => !fixed.includes(view))
  const good = others.filter(({ header }) => header && !isBroken(header))
  const bad = others.filter((view) => !good.includes(view))
  const name = (view: ScenarioView) => runName(view, views)
  const held = html`${header && html`<p class="hypothesis">${header.hypothesis}</p><p class="quiet small">${header.source && html`Source: ${header.source} · `}${header.system}${header.hosts > 0 && `, ${plural(header.hosts, header.hostsAre ?? 'host')}`}</p>`}
${repeatLines(views, argv)}
${fixed.map((view, index) => currentVersion(view, bad, { id: `${anchor}-f${index}`, name: name(view), folded: isRepetition(view, fixed) }))}
${good.length > 0 && html`<h3>Other variants that must hold</h3>${good.map((view, index) => otherVariant(view, { id: `${anchor}-g${index}`, name: name(view) }, ''))}`}`
  const withBad = (draw: (view: ScenarioView, naming: Naming) => Markup) =>
    html`${held}
${bad.length > 0 && html`<h3>Broken variants</h3>${bad.map((view, index) => draw(view, { id: `${anchor}-b${index}`, name: name(view) }))}`}`
  const whole = withBad(brokenVariant)
  if (ownPage === undefined) return { whole }
  const short = withBad((view, naming) =>
    outcomeOf(view) === 'detected' ? detectedShort(view, naming, ownPage) : brokenVariant(view, naming),
  )
  return { whole, short }
}

/** How to repeat what had to hold, once for each runtime and target, and what it ran with. */
function repeatLines(views: readonly ScenarioView[], argv: readonly string[]): Markup {
  const headers = views.flatMap(({ header }) => header ?? [])
  const commands = new Set(headers.map((header) => repeatCommand(header, argv)))
  if (!headers[0]) return html``
  return html`<details><summary>Repeat it</summary><ul class="plain">${[...commands].map((command) => html`<li><code>${command}</code></li>`)}</ul><p class="quiet small">Ran with ${ranWith(headers[0])}.</p></details>`
}

/** All but the first repetition on each runtime are folded and drawn short. */
function isRepetition(view: ScenarioView, all: readonly ScenarioView[]): boolean {
  return all.find(({ runtime, variant }) => runtime === view.runtime && variant === view.variant) !== view
}

interface Naming {
  readonly id: string
  readonly name: string
}

function currentVersion(
  view: ScenarioView,
  bad: readonly ScenarioView[],
  { id, name, folded }: Naming & { folded: boolean },
): Markup {
  if (folded)
    return html`<details class="variant"${view.altered !== undefined && html` open`}><summary>${badge(outcomeOf(view))} ${name}</summary>${reasonLine(view)}${checksTable(view, id)}${guardsView(view)}</details>`
  if (!view.header) return html`<h3>${name} ${badge(outcomeOf(view))}</h3>${reasonLine(view)}`
  const { topology } = view.header
  return html`<h3>${name} ${badge(outcomeOf(view))}</h3>
${reasonLine(view)}${facts(view)}
${checksTable(view, id)}
${guardsView(view)}
${impactView(view.impact, view.header.factor)}
${gameDayView(view.gameDay)}
${topology && html`<h4>Topology</h4>${topologyDrawing(topology, view, `${id}-topology`)}`}
<h4>Timeline</h4>${timelineView(view, id)}
${chartsView(
  view,
  bad.filter(({ runtime, repetition }) => runtime === view.runtime && repetition === view.repetition),
  id,
)}
${beforeTheFix(view)}
${capturesView(view)}
${logView(view)}`
}

function brokenVariant(view: ScenarioView, { id, name }: Naming): Markup {
  const outcome = outcomeOf(view)
  const failsOn = view.header?.failsOn ?? []
  const about =
    outcome === 'detected'
      ? `detected on: ${failsOn.join(', ')}`
      : failsOn.length > 0 && `must fail on: ${failsOn.join(', ')}`
  return otherVariant(view, { id, name }, about || '')
}

/** A detected variant by the checks that it is there for. */
function detectedShort(view: ScenarioView, { id, name }: Naming, ownPage: string): Markup {
  const failsOn = view.header?.failsOn ?? []
  const others = view.checks.filter((check) => !failsOn.includes(check.name)).length
  const rest = others > 0 ? `${plural(others, 'other check')}, timeline` : 'Timeline'
  return html`<details class="variant"><summary>${badge('detected')} <b>${name}</b> <span class="quiet">detected on: ${failsOn.join(', ')}</span></summary>
${facts(view)}${checksTable(view, id, failsOn)}<p class="quiet small"><a href="${encodeURI(ownPage)}">${rest} and charts</a></p></details>`
}

function otherVariant(view: ScenarioView, { id, name }: Naming, about: string): Markup {
  const outcome = outcomeOf(view)
  const open =
    outcome === 'missed' || outcome === 'failed' || outcome === 'stopped' || view.altered !== undefined
  return html`<details class="variant"${open && html` open`}><summary>${badge(outcome)} <b>${name}</b> <span class="quiet">${about}</span></summary>
${outcome !== 'detected' && reasonLine(view)}${facts(view)}${checksTable(view, id)}${guardsView(view)}
${view.timeline && html`<h4>Timeline</h4>${timelineView(view, id, wideFigureSvg)}`}
${chartsOfVariant(view, id)}
${capturesView(view)}
${outcome === 'detected' ? html`<p class="quiet small">Its logs lie beside its journal.</p>` : logView(view)}</details>`
}

/** What helps to trust the metrics: steady states, exits, trouble. */
function facts({
  remarks,
  steady,
  exits,
  teardownTrouble,
  cutOff,
  sealed,
  durationMs,
  runtime,
  header,
}: ScenarioView): Markup {
  const lines = [
    ...remarks,
    ...steady.map(
      ({ when, ok, tookMs, reason }) =>
        `steady state ${when} the fault: ${ok ? `proved after ${formatMs(tookMs)}` : `not there (${reason ?? 'no reason given'})`}`,
    ),
    ...exits
      .slice(0, 6)
      .map(
        ({ service, code, signal, forced }) =>
          `${service} ${signal ? `killed by ${signal}` : `exited with code ${code ?? '?'}`}${forced ? ', forced' : ''}`,
      ),
    `took ${formatMs(durationMs)} on ${runtime}`,
    ...attemptSentences(header?.earlierAttempts),
    ...(sealed === 'unsealed' ? ['not sealed: the run ended before its verdict'] : []),
    ...(cutOff ? ['the last line of the journal was cut off'] : []),
    ...teardownTrouble.map((message) => `trouble in teardown, verdict unchanged: ${message}`),
  ]
  return html`<p class="quiet small">${lines.join(' · ')}</p>`
}
