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

/** Of more executions than that, drawings stand in a page in one size: the other would be a sixth of what it takes. */
const TWO_SIZES_MAX = 60

/** A scenario as the outputs need it; its journals are forgotten. */
export interface Section {
  readonly anchor: string
  readonly results: readonly ScenarioResult[]
  /** Its part of the page. */
  readonly html: string
  readonly trust: Trust
  /** The times of its versions over each other; empty where one version ran. */
  readonly overlaid: string
}

/** @throws UsageError when a journal is of another version. */
export function buildSection({ dir, run, group, executions }: SectionTask): Section {
  const views = loadGroup(group, run)
  const { text } = scenarioSection(views, group.anchor, run.argv)
  return {
    anchor: group.anchor,
    results: views.map((view) => toResult(dir, view)),
    html: executions > TWO_SIZES_MAX ? inOneSize(text) : text,
    trust: trustOf(views),
    overlaid: overlaid(views, group.anchor).text,
  }
}
