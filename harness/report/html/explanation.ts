import { NS_PER_MS } from '../../journal/clock.ts'
import type { Explanation, OffenderCase } from '../explanation.ts'
import { plural, valueText } from '../words.ts'
import { html, type Markup } from './html.ts'
import { logLines } from './log-lines.ts'

const HOSTS_SHOWN = 8

interface Context {
  /** ns; 0 of the timeline. */
  readonly zero: number | undefined
  readonly metric: string
  readonly uncertainty: number
  readonly unit: string
}

/** What a metric was computed from: its parameters, events, hosts and lines of the journal. `id` is where its value links to. */
export function explanationDetails(
  { params, moments, kinds, hosts, first, last }: Explanation,
  id: string,
  { zero, metric, uncertainty, unit }: Context,
): Markup {
  const windowed = moments.some(([name]) => name === 'from' || name === 'to')
  const shownHosts = hosts.slice(0, HOSTS_SHOWN).join(', ')
  const rows: (readonly [string, string | Markup])[] = [
    ['metric', html`<code>${metric}</code>${params.map(([name, value]) => html`, ${name} ${value}`)}`],
    ...(moments.length > 0
      ? [['moments', moments.map(([name, at]) => `${name} ${moment(at, zero)}`).join(', ')] as const]
      : []),
    [
      'events',
      kinds.length === 0
        ? 'none'
        : kinds
            .map(({ kind, count, within }) =>
              windowed ? `${kind} ${within} of ${count}` : `${kind} ${count}`,
            )
            .join(', ') + (windowed ? ' in that time' : ''),
    ],
    ...(first && last
      ? [
          [
            'journal',
            `lines ${first.line} (${moment(first.at, zero)}) to ${last.line} (${moment(last.at, zero)})`,
          ] as const,
        ]
      : []),
    ...(hosts.length > 0
      ? [['of', `${hosts.length}: ${shownHosts}${hosts.length > HOSTS_SHOWN ? ' …' : ''}`] as const]
      : []),
    ['uncertainty', uncertainty > 0 ? `± ${valueText(uncertainty, unit)}` : 'exact'],
  ]
  return html`<details class="how"><summary>What it was computed from</summary><dl id="${id}">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details>`
}

/** Who broke a limit: when, what else is known of it, and what the services logged then. */
export function offenderItem(
  { host, at, text, notes, excerpt }: OffenderCase,
  zero: number | undefined,
): Markup {
  const when = at !== undefined && zero !== undefined && ` at ${moment(at, zero)}`
  return html`<li>${host && html`<code>${host}</code> `}${text}${when && html`<span class="quiet">${when}</span>`}${notes.map((note) => html`<br><span class="quiet">${note}</span>`)}${excerpt.length > 0 && html`<details><summary>Logs around it (${plural(excerpt.length, 'line')})</summary>${logLines(excerpt, zero ?? excerpt[0]!.at)}</details>`}</li>`
}

function moment(at: number, zero: number | undefined): string {
  return zero === undefined ? `${at} ns` : `${((at - zero) / NS_PER_MS / 1_000).toFixed(3)} s`
}
