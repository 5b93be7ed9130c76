import type { Results, ScenarioResult } from '../results.ts'
import { hadToHold } from './limits-and-faults.ts'

/** More names would hide the rest of the sentence. */
const NAMED_MAX = 3

/** The systems that had to hold, by name; of a user's own programs with the names of the targets. */
export function testedSystems(scenarios: readonly ScenarioResult[]): string {
  const held = hadToHold(scenarios)
  const systems = [
    ...new Set((held.length > 0 ? held : scenarios).map(({ system, id }) => system ?? id.split('/')[0]!)),
  ]
  const targets = [...new Set(held.filter(({ kind }) => kind === 'target').map(({ variant }) => variant))]
  return targets.length > 0 ? `${listed(systems)} (${listed(targets)})` : listed(systems)
}

function listed(names: readonly string[]): string {
  if (names.length > NAMED_MAX)
    return `${names.slice(0, NAMED_MAX - 1).join(', ')} and ${names.length - NAMED_MAX + 1} more`
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** The version under test: `commit 0123456789ab, with local changes`. */
export function versionText({ commit, dirty }: Results['run']): string {
  if (commit === null) return 'version unknown (no git checkout)'
  return `commit ${commit.slice(0, 12)}, ${dirty ? 'modified' : 'not modified'}`
}

/** What was tested, when, how and where, as the parts of one line. */
export function aboutRun({ run, scenarios }: Results): string[] {
  const { cpu, cores, os } = run.environment
  return [
    `${testedSystems(scenarios)}, ${versionText(run)}`,
    run.startedAt.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, ' UTC'),
    `${run.profile} profile${run.factor === 1 ? '' : ` (10 s of scenario time run as ${Number((run.factor * 10).toFixed(2))} s)`}`,
    `on ${run.runtime}`,
    [cpu, cores && `${cores} cores`, os].filter(Boolean).join(', '),
  ].filter((part) => part !== '')
}
