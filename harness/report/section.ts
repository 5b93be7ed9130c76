import { relative, sep } from 'node:path'
import { overlaid } from './html/overlaid.ts'
import { scenarioSection } from './html/scenario.ts'
import { type JournalGroup, loadGroup } from './load.ts'
import { type ScenarioResult, toResult } from './results.ts'
import type { RunFile } from './run-file.ts'
import { inOneSize } from './svg/svg.ts'
import { type Trust, trustOf } from './trust.ts'

export interface SectionTask {
  readonly dir: string
  readonly run: RunFile
  readonly group: JournalGroup
  /** Executions of the whole page. */
  readonly executions: number
}

/**
 * Of more executions than that, the page of the run leaves out what proves the checks only, and draws in one size; each scenario has a page
 * of its own then.
 */
const WHOLE_MAX = 60

/** A scenario as the outputs need it; its journals are forgotten. */
export interface Section {
  readonly anchor: string
  readonly results: readonly ScenarioResult[]
  /** Its part of the page of the run. */
  readonly html: string
  /** Of a large run: all of it, for a page of its own. */
  readonly own?: { readonly file: string; readonly html: string }
  readonly trust: Trust
  /** The times of its versions over each other; empty where one version ran. */
  readonly overlaid: string
}

/** @throws UsageError when a journal is of another version. */
export function buildSection({ dir, run, group, executions }: SectionTask): Section {
  const views = loadGroup(group, run)
  const folder = relative(dir, group.journals[0]!.path).split(sep).slice(0, 2).join('/')
  const file = executions > WHOLE_MAX ? `${folder}/index.html` : undefined
  const { whole, short } = scenarioSection(views, group.anchor, {
    argv: run.argv,
    ...(file !== undefined && { ownPage: file }),
  })
  return {
    anchor: group.anchor,
    results: views.map((view) => toResult(dir, view)),
    html: short ? inOneSize(short.text) : whole.text,
    ...(file !== undefined && { own: { file, html: whole.text } }),
    trust: trustOf(views),
    overlaid: overlaid(views, group.anchor).text,
  }
}
