import { outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { plural } from '../words.ts'
import { foldedTable } from './folded-table.ts'
import { html, type Markup } from './html.ts'

/** More names than these are in the matrix. */
const NAMED_MAX = 8

/** What no fault reached, of each system: services and links by kind of fault, and what did not run. */
export function untested({ scenarios }: Results): Markup {
  const skipped = scenarios.filter((result) => outcomeOf(result) === 'skipped')
  const systems = [
    ...Map.groupBy(
      scenarios.filter(({ system, parts }) => system && parts),
      ({ system }) => system!,
    ),
  ]
  return html`<h3>What was not tested</h3><ul class="plain">${systems.map(([system, own]) => ofSystem(system, own))}
${skipped.length > 0 && html`<li>${plural(skipped.length, 'execution')} skipped: ${[...new Set(skipped.map(({ id, reason }) => `${id} (${reason ?? 'no reason given'})`))].join('; ')}</li>`}</ul>`
}

function ofSystem(system: string, own: readonly ScenarioResult[]): Markup {
  const parts = [...new Set(own.flatMap(({ parts = [] }) => parts))]
  const confirmed = own.flatMap(({ faults = [] }) => faults).filter((fault) => fault.confirmed)
  const reached = new Set(confirmed.flatMap(({ target, services = [] }) => [target, ...services]))
  const missing = parts.filter((part) => !reached.has(part))
  const kinds = [...new Set(confirmed.map(({ fault }) => fault))].sort()
  const more = missing.length - NAMED_MAX
  const text =
    missing.length === 0
      ? 'a fault reached every service and link'
      : `no fault reached ${missing.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  // Others, as what several faults act on together, are no part of the drawing.
  const all = [...parts, ...[...reached].filter((target) => !parts.includes(target))]
  const rows = all.map((part) => [
    part,
    ...kinds.map(
      (kind) =>
        confirmed.filter(
          ({ fault, target, services }) => fault === kind && (target === part || services?.includes(part)),
        ).length || '·',
    ),
  ])
  return html`<li>${system}: ${text}${kinds.length > 0 && foldedTable(`Faults by service and link of ${system}, how often each was confirmed`, ['service or link', ...kinds], rows)}</li>`
}
