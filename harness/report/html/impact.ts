import type { Impact } from '../../analysis/impact/impact.ts'
import { formatMs } from '../../duration.ts'
import { plural } from '../words.ts'
import { html, type Markup } from './html.ts'

/** What the faults did: how far they reached, who noticed and when, and what that would have cost. */
export function impactView(impact: Impact | undefined, factor: number): Markup {
  if (!impact) return html``
  const rows = [
    ['Blast radius', radiusText(impact)],
    ['Longest away', longestText(impact, factor)],
    ['Noticed', noticedList(impact, factor)],
    ['Cost', costText(impact)],
  ] as const
  return html`<h4>What the faults did</h4><dl class="impact">${rows.map(([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

const percent = (count: number, of: number) => `${Number(((count / of) * 100).toFixed(1))} %`

function radiusText({ radius }: Impact): string {
  const { aimed, clients, requests, elsewhere } = radius
  const parts = [
    `aimed at ${aimed.join(', ')}`,
    clients &&
      `${clients.count} of ${plural(clients.of, 'client')} lost their connection (${percent(clients.count, clients.of)})`,
    requests &&
      `${requests.count} of ${plural(requests.of, 'request')} failed (${percent(requests.count, requests.of)})`,
    elsewhere.length > 0 ? `ended besides: ${elsewhere.join(', ')}` : 'no other service ended',
  ]
  return parts.filter(Boolean).join('; ')
}

function longestText({ radius }: Impact, factor: number): string | undefined {
  const { longest } = radius
  if (!longest) return undefined
  return longest.ms === undefined
    ? `${longest.client}, until the watch ended`
    : `${longest.client}, ${timeText(longest.ms, factor)}`
}

function noticedList({ detections }: Impact, factor: number): Markup {
  return html`<ul>${detections.map(({ fault, target, noticed }) => {
    const [first, ...later] = noticed.map(
      ({ watcher, who, what, afterMs }) => `${watcher} (${who}: ${what}) after ${timeText(afterMs, factor)}`,
    )
    return html`<li>${fault} ${target}: ${first ?? html`<b class="open">nobody noticed</b>`}${later.length > 0 && html`<span class="quiet">; then ${later.join('; ')}</span>`}</li>`
  })}</ul>`
}

function costText({ cost }: Impact): string | undefined {
  if (!cost) return undefined
  const { minutes, budget, by, slo, declared } = cost
  const of = `${slo.percent} % over ${slo.days} days${declared ? '' : ', as none is declared'}`
  const counted = by === 'requests' ? 'failed requests' : 'clients without a connection'
  return `${round(minutes)} of ${round(budget)} error-budget minutes (${percent(minutes, budget)}), by ${counted}, SLO ${of}`
}

/** Real time, and the scenario time that it stands for. */
const timeText = (ms: number, factor: number) =>
  factor === 1 ? formatMs(ms) : `${formatMs(ms / factor)} of scenario time (ran as ${formatMs(ms)})`

const round = (minutes: number) => Number(minutes.toPrecision(3))
