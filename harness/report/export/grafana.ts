import { NS_PER_MS } from '../../journal/clock.ts'
import { wallClock } from './otlp.ts'
import type { Execution } from './spans.ts'

/** What one `POST /api/annotations` of Grafana takes. */
export interface GrafanaAnnotation {
  /** Absent: an annotation of the whole organisation, which dashboards find by its tags. */
  readonly dashboardUID?: string
  /** Unix time, ms. */
  readonly time: number
  readonly timeEnd: number
  readonly tags: readonly string[]
  readonly text: string
}

/** Faults and outages as annotations, in the order of time. Phases are left out: they mark the harness, not the system. */
export function grafanaAnnotations(
  executions: readonly Execution[],
  dashboardUID?: string,
): GrafanaAnnotation[] {
  return executions
    .flatMap((execution) => {
      const { scenario, variant } = execution.header
      const nanos = wallClock(execution)
      const ms = (at: number) => Number(BigInt(nanos(at)) / BigInt(NS_PER_MS))
      return execution.spans
        .filter(({ kind }) => kind !== 'phase')
        .map(({ kind, name, from, to, attributes }) => ({
          ...(dashboardUID !== undefined && { dashboardUID }),
          time: ms(from),
          timeEnd: ms(to),
          tags: ['gameday', kind, scenario, variant],
          text: [`${name} (${scenario}, ${variant})`, attributes.detail].filter(Boolean).join(': '),
        }))
    })
    .sort((a, b) => a.time - b.time)
}
