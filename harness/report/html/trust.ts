import { formatMs } from '../../duration.ts'
import { hadToHold } from '../headline/limits-and-faults.ts'
import { countOutcomes, type Results } from '../results.ts'
import type { Trust } from '../trust.ts'
import { evidenceTable, noticesTable } from './evidence.ts'
import { html, type Markup } from './html.ts'
import { untested } from './untested.ts'

/** What speaks for the metrics of the page, counted. */
export function trustSection(trust: Trust, results: Results): Markup {
  const { scenarios } = results
  const { detected, missed } = countOutcomes(scenarios)
  const number = (count: number) => count.toLocaleString('en')
  const lines: (readonly [string, string, boolean])[] = [
    [
      'Reproduced',
      `${number(trust.checks - trust.disagreeing - trust.notRecomputed)} of ${number(trust.checks)} checks reproduce from their ${number(trust.journals)} journals${trust.notRecomputed > 0 ? `; ${number(trust.notRecomputed)} stand as recorded: the files that define their metrics are not here, or their events do not fit into memory` : ''}`,
      trust.disagreeing + trust.notRecomputed === 0,
    ],
    [
      'Faults confirmed',
      `${number(trust.observed)} of ${number(trust.faults)}`,
      trust.observed === trust.faults,
    ],
    [
      'Broken variants',
      `${number(detected)} of ${number(detected + missed)} detected: the checks can fail`,
      missed === 0 && detected > 0,
    ],
    [
      'Steady before the fault',
      `${number(trust.steady)} of ${number(trust.journals)}`,
      trust.steady === trust.journals,
    ],
    [
      'Probes',
      `${number(trust.probes)} sent between steady state and teardown, ${number(trust.missed)} due and not sent${trust.inPart > 0 ? `; without those of ${number(trust.inPart)} journals that do not fit into memory` : ''}`,
      trust.missed === 0,
    ],
    ['Uncertainty', uncertaintyText(scenarios), true],
    [
      'Journals as written',
      `${number(trust.journals - trust.altered - trust.unsealed)} of ${number(trust.journals)} sealed and intact, ${number(trust.altered)} altered, ${number(trust.unsealed)} not sealed: the run ended before its verdict`,
      trust.altered + trust.unsealed === 0,
    ],
    [
      'Journals',
      `${number(trust.cutOff)} cut off, ${number(trust.teardown)} with trouble in teardown`,
      trust.cutOff + trust.teardown === 0,
    ],
    ...unplacedLine(trust.unplaced, scenarios),
    ...machineLine(trust.slowness),
    ...clocksLine(trust),
  ]
  return html`<section class="scenario" id="trust" aria-labelledby="trust-h"><header><h2 id="trust-h">Can I trust these metrics?</h2></header>
<dl>${lines.map(([name, text, good]) => html`<dt>${name}</dt><dd>${text}${!good && html` <b class="open">look here</b>`}</dd>`)}</dl>
${evidenceTable(results)}${untested(results)}${noticesTable(results)}
<p class="quiet small">${trust.clockUncertaintyMs > 0 ? 'Moments of several machines are turned into those of one monotonic clock.' : 'All processes and containers share one monotonic clock.'} Each metric stands with its uncertainty (±), and leads to the events, hosts and lines of the journal that it was computed from; the journals lie beside this file in <code>scenarios/…/journal.ndjson</code>, and <code>gameday report</code> computes everything again.</p></section>`
}

/** How far the checks of what had to hold may be off, as a share of their limits. */
function uncertaintyText(scenarios: Results['scenarios']): string {
  const shares = hadToHold(scenarios).flatMap(({ id, checks }) =>
    checks.flatMap(({ name, limit, uncertainty }) =>
      limit > 0 && uncertainty > 0 ? [{ name: `${id}, ${name}`, share: uncertainty / limit }] : [],
    ),
  )
  const [most] = shares.toSorted((a, b) => b.share - a.share)
  if (!most) return 'every check is exact'
  return `${shares.length} checks are uncertain, by ${Math.round(most.share * 100)} % of the limit at the most (${most.name}); a limit counts as held only at the worse end`
}

/** Only where there are some: programs of this repository number their dials themselves. */
function unplacedLine(count: number, scenarios: Results['scenarios']): [string, string, boolean][] {
  if (count === 0) return []
  const first = scenarios.flatMap(({ unplaced = [] }) => unplaced)[0]
  const example = first ? `, for example ${first.state}: ${first.reason}` : ''
  const text = `${count.toLocaleString('en')} told by targets belong to no dial of a host and changed no metric${example}`
  return [['Events that could not be placed', text, false]]
}

function machineLine(slowness: number): [string, string, boolean][] {
  if (slowness === 0) return []
  const text =
    slowness > 1
      ? `up to ${slowness} times as slow as the reference: stamps are less certain by as much; the work in limits is measured in each execution`
      : 'as quick as the reference'
  return [['Machine', text, true]]
}

/** Only where services ran on several machines. */
function clocksLine({
  clockOffMs,
  clockUncertaintyMs,
}: Pick<Trust, 'clockOffMs' | 'clockUncertaintyMs'>): [string, string, boolean][] {
  if (clockUncertaintyMs === 0) return []
  const text = `up to ${formatMs(clockOffMs)} off this machine's: moments that services stamped were turned by that, right to ± ${formatMs(clockUncertaintyMs)}, which counts in each metric`
  return [['Clocks of the nodes', text, true]]
}
