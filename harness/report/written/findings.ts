import { parse } from 'yaml'
import { z } from 'zod'
import { messageOf } from '../../errors.ts'
import { quotableData } from '../../plain-text.ts'
import { readWritten } from './read-written.ts'

/** The file in which people write down what a run found; it lies beside the report and is never written by gameday. */
export const FINDINGS_FILE = 'findings.yaml'

const severities = ['critical', 'high', 'medium', 'low'] as const

const finding = z.strictObject({
  /** By which it is known again in the next run. */
  id: z.string().min(1),
  title: z.string().min(1),
  severity: z.enum(severities).default('medium'),
  owner: z.string().optional(),
  /** Of its issue. */
  link: z.url({ protocol: /^https?$/ }).optional(),
  scenario: z.string().optional(),
  note: z.string().optional(),
  /** It is no longer there. */
  fixed: z.boolean().default(false),
})

export type WrittenFinding = z.output<typeof finding>

export interface Finding extends Omit<WrittenFinding, 'fixed'> {
  /** Against the baseline; without one every finding that is not fixed is new. */
  readonly status: 'new' | 'ongoing' | 'fixed'
}

/** What was written down, or why it is left out. */
export type Findings = { readonly findings: readonly WrittenFinding[] } | { readonly leftOut: string }

/** The findings beside a run. undefined: nobody wrote any. A damaged file is left out, with the reason. */
export function readFindings(dir: string): Findings | undefined {
  const file = readWritten(dir, FINDINGS_FILE)
  if (file === undefined || 'leftOut' in file) return file
  let value: unknown
  try {
    value = parse(file.text) ?? []
  } catch (error) {
    return leftOut(messageOf(error).split('\n')[0]!)
  }
  const parsed = z.array(finding).safeParse(value)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    return leftOut(`${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`)
  }
  const ids = parsed.data.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) return leftOut(`two findings have the id ${twice}`)
  return { findings: quotableData(parsed.data) }
}

const leftOut = (why: string) => ({ leftOut: quotableData(`${FINDINGS_FILE} is left out: ${why}`) })

/** The findings of a run with their status; those of the baseline that the run no longer lists are fixed. */
export function againstFindings(
  own: readonly WrittenFinding[],
  baseline: readonly WrittenFinding[],
): Finding[] {
  const before = new Set(baseline.filter(({ fixed }) => !fixed).map(({ id }) => id))
  const listed = new Set(own.map(({ id }) => id))
  const gone = baseline.filter(({ id, fixed }) => !fixed && !listed.has(id))
  const status = ({ id, fixed }: WrittenFinding): Finding['status'] =>
    fixed ? 'fixed' : before.has(id) ? 'ongoing' : 'new'
  return [
    ...own.map(({ fixed: _, ...one }) => ({ ...one, status: status({ ...one, fixed: _ }) })),
    ...gone.map(({ fixed: _, ...one }) => ({ ...one, status: 'fixed' as const })),
  ].toSorted(
    (a, b) =>
      order.indexOf(a.status) - order.indexOf(b.status) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )
}

const order: readonly Finding['status'][] = ['new', 'ongoing', 'fixed']
