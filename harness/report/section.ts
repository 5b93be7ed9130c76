import { overlaid } from './html/overlaid.ts'
import { scenarioSection } from './html/scenario.ts'
import { type JournalGroup, loadGroup } from './load.ts'
import { type ScenarioResult, toResult } from './results.ts'
import type { RunFile } from './run-file.ts'
import { type Trust, trustOf } from './trust.ts'

export interface SectionTask {
  readonly dir: string
  readonly run: RunFile
  readonly group: JournalGroup
}

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
export function buildSection({ dir, run, group }: SectionTask): Section {
  const views = loadGroup(group, run)
  return {
    anchor: group.anchor,
    results: views.map((view) => toResult(dir, view)),
    html: scenarioSection(views, group.anchor, run.argv).text,
    trust: trustOf(views),
    overlaid: overlaid(views, group.anchor).text,
  }
}
