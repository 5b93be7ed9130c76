import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { headlineOfRun, type VerdictWord } from '../headline/headline.ts'
import { hadToHold } from '../headline/limits-and-faults.ts'
import { aboutRun } from '../headline/tested.ts'
import type { Results, ScenarioResult } from '../results.ts'
import type { RunFile } from '../run-file.ts'
import type { Trust } from '../trust.ts'
import { runName } from '../words.ts'
import { baselineLine } from './baseline.ts'
import { believable } from './believable.ts'
import { html, type Markup } from './html.ts'

const tones: Record<VerdictWord, string> = {
  PASS: 'good',
  FAIL: 'bad',
  STOPPED: 'bad',
  INCONCLUSIVE: 'open',
  SKIPPED: 'none',
  'NOTHING RAN': 'none',
}

/** More faults are in the table of scenarios below. */
const FAULTS_NAMED = 6

interface FirstScreenParts {
  readonly run: RunFile
  readonly results: Results
  readonly trust: Trust
  readonly against: AgainstBaseline | undefined
  /** Id of a scenario's section. */
  anchor(id: string): string
}

/** What somebody who was not there asks first: what was tested, on which version, what was done to it, did it hold, and is that to be believed? */
export function firstScreen({ run, results, trust, against, anchor }: FirstScreenParts): Markup {
  const { word, sentence } = headlineOfRun(results)
  const [tested, ...where] = aboutRun(results)
  return html`<h1><span class="word ${tones[word]}">${word}</span> ${sentence}</h1>
<dl class="answers">
<dt>Tested</dt><dd>${tested}</dd>
<dt>Done to it</dt><dd>${doneTo(results.scenarios)}</dd>
<dt>To be believed?</dt><dd>${believable(trust, results.scenarios)} <a href="#trust">Evidence</a></dd>
<dt>When, how, where</dt><dd>${where.join(' · ')}</dd>
</dl>
<p class="quiet small">gameday run ${run.id}, seed ${run.seed}${run.aborted && html`, <b class="open">stopped before its end</b>`}</p>
${alteredList(results, anchor)}
${baselineLine(against)}
${environment(run)}`
}

/** Every kind of fault with its targets, once: `kill api; cut proxy-deploy-service`. */
function doneTo(scenarios: readonly ScenarioResult[]): string {
  const held = hadToHold(scenarios)
  const done = (held.length > 0 ? held : scenarios).flatMap(({ faults = [] }) =>
    faults.map(({ fault, target }) => `${fault} ${target}`),
  )
  const all = [...new Set(done)]
  if (all.length === 0) return 'nothing'
  const more = all.length - FAULTS_NAMED
  return `${all.slice(0, FAULTS_NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`
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
