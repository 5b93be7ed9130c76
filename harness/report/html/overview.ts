import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { countOutcomes, type Outcome, outcomeOf, outcomes, type Results } from '../results.ts'
import type { RunFile } from '../run-file.ts'
import { keyCheck, limitText, marginText, observedText, runName, runSentence } from '../words.ts'
import { baselineLine } from './baseline.ts'
import { html, type Markup } from './html.ts'
import { badge, marginBar, tone } from './parts.ts'

const labels: Record<Outcome, string> = {
  failed: 'current version failed',
  missed: 'broken variant missed',
  inconclusive: 'inconclusive',
  passed: 'current version passed',
  detected: 'broken variant detected',
  skipped: 'skipped',
}

interface OverviewParts {
  readonly run: RunFile
  readonly results: Results
  readonly against: AgainstBaseline | undefined
  /** Id of a scenario's section. */
  anchor(id: string): string
}

/** Did it hold? Counts in words, what ran where, and one line per result with what it is about. */
export function overview({ run, results, against, anchor }: OverviewParts): Markup {
  const counts = countOutcomes(results.scenarios)
  return html`<h1>${runSentence(results.scenarios)}</h1>
<p class="quiet">gameday run ${run.id}${run.aborted && html`, <b class="open">stopped before its end</b>`}</p>
<ul class="counts">${outcomes
    .filter((outcome) => counts[outcome] > 0 || outcome === 'passed' || outcome === 'failed')
    .map(
      (outcome) =>
        html`<li class="${counts[outcome] === 0 ? 'zero' : tone[outcome]}"><b>${counts[outcome]}</b>${labels[outcome]}</li>`,
    )}</ul>
${alteredList(results, anchor)}
${baselineLine(against)}
${environment(run)}
<h2 id="scenarios">Scenarios</h2>
<div class="box" id="overview"><table class="wide-table stack"><caption>What each is about, or what broke; all checks are below.</caption>
<thead><tr><th scope="col">scenario</th><th scope="col">variant</th><th scope="col">verdict</th><th scope="col">check</th><th scope="col" class="n">observed</th><th scope="col" class="n">limit</th><th scope="col">margin</th></tr></thead>
<tbody>${results.scenarios.map((result) => row(result, results, anchor))}</tbody></table></div>`
}

function row(
  result: Results['scenarios'][number],
  { scenarios }: Results,
  anchor: (id: string) => string,
): Markup {
  const check = result.altered === undefined ? keyCheck(result) : undefined
  const cells = check
    ? html`<td data-label="check"><div>${check.name}</div></td><td class="n" data-label="observed"><div>${observedText(check)}</div></td><td class="n" data-label="limit"><div>${limitText(check)}</div></td><td data-label="margin"><div>${marginText(check)}${marginBar(check)}</div></td>`
    : html`<td colspan="4" class="quiet across">${result.reason}</td>`
  return html`<tr data-verdict="${outcomeOf(result)}"><th scope="row"><a href="#${anchor(result.id)}">${result.id}</a></th><td data-label="variant"><div>${runName(result, scenarios)}</div></td><td data-label="verdict"><div>${badge(outcomeOf(result))}</div></td>${cells}</tr>`
}

/** The journals that prove nothing, with the first place of each. Nothing where all are what the run wrote. */
function alteredList({ scenarios }: Results, anchor: (id: string) => string): Markup {
  const found = scenarios.filter(({ altered }) => altered !== undefined)
  if (found.length === 0) return html``
  const items = found.map(
    (result) =>
      html`<li><a href="#${anchor(result.id)}">${result.id}</a>, ${runName(result, scenarios)}: ${result.altered}</li>`,
  )
  return html`<div class="reason bad" role="alert"><b>Altered.</b> These journals are not what the run wrote; they prove nothing.<ul>${items}</ul></div>`
}

function environment(run: RunFile): Markup {
  const commit = run.commit ? `${run.commit.slice(0, 12)}${run.dirty ? ' with local changes' : ''}` : 'none'
  const rows: [string, string | number | null | undefined][] = [
    ['commit', commit],
    ['runtime', `${run.runtime}${run.runtimeReason ? ` (${run.runtimeReason})` : ''}`],
    ['profile', `${run.profile}: real time = scenario time × ${run.factor}`],
    ['seed', run.seed],
    ['started', run.startedAt],
    ['finished', run.finishedAt ?? 'no'],
    ['command', run.argv.join(' ')],
    ...Object.entries(run.environment),
  ]
  return html`<details><summary>Environment: ${run.runtime}, ${run.profile}, seed ${run.seed}, commit ${commit}</summary>
<dl>${rows.map(([name, value]) => value !== null && value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details>`
}
