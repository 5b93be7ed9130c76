import type { Finding } from '../written/findings.ts'
import type { Written } from '../written/written.ts'
import { escapeMarkdown } from './escape-markdown.ts'

/** Of the notes; the rest is in the page. */
const NOTES_MAX = 3_000
const FINDINGS_MAX = 40

/** What people wrote beside the run, as Markdown; empty where they wrote nothing. */
export function writtenLines(written: Written | undefined): string[] {
  const { findings = [], notes, leftOut = [] } = written ?? {}
  if (findings.length === 0 && notes === undefined && leftOut.length === 0) return []
  const shown = findings.slice(0, FINDINGS_MAX)
  return [
    '## Findings',
    '',
    ...leftOut.map((why) => `- ${escapeMarkdown(why)}`),
    ...shown.map(line),
    ...(findings.length > shown.length ? [`- and ${findings.length - shown.length} more`] : []),
    '',
    ...(notes === undefined ? [] : [...quoted(notes), '']),
  ]
}

function line({ title, status, severity, owner, scenario, link }: Finding): string {
  const parts = [severity, owner ?? 'no owner', scenario].filter((part) => part !== undefined)
  // The schema lets in nothing but http and https; an address in pointed brackets ends at the first of them.
  const name =
    link === undefined
      ? escapeMarkdown(title)
      : `[${escapeMarkdown(title)}](<${link.replace(/[<>\s]/g, encodeURIComponent)}>)`
  return `- **${status}**: ${name} (${parts.map(escapeMarkdown).join(', ')})`
}

function quoted(notes: string): string[] {
  const text = notes.length > NOTES_MAX ? `${notes.slice(0, NOTES_MAX)} …` : notes
  return text.split('\n').map((one) => `> ${escapeMarkdown(one)}`.trimEnd())
}
