import { createHash } from 'node:crypto'
import { NS_PER_MS } from '../../journal/clock.ts'
import type { RunFile } from '../run-file.ts'
import type { Execution, ExportSpan } from './spans.ts'

/** SPAN_KIND_INTERNAL and the codes of a status, of opentelemetry/proto/trace/v1/trace.proto. */
const INTERNAL = 1
const STATUS = { unset: 0, ok: 1, error: 2 } as const

/**
 * Executions as OTLP/JSON: a trace each, with the execution as its root and faults, phases and outages below. As the protocol's
 * mapping has it: ids in hex, nanoseconds and whole numbers as strings, enums as numbers. The same run gives the same ids.
 */
export function otlpJson(run: RunFile, executions: readonly Execution[]): object {
  return {
    resourceSpans: [
      {
        resource: {
          attributes: attributes({
            'service.name': 'gameday',
            'service.version': String(run.environment.gameday ?? ''),
            'gameday.run': run.id,
            'gameday.profile': run.profile,
            ...(run.commit !== null && { 'vcs.ref.head.revision': run.commit }),
          }),
        },
        scopeSpans: [{ scope: { name: 'gameday' }, spans: executions.flatMap(spansOf) }],
      },
    ],
  }
}

function spansOf(execution: Execution): object[] {
  const { header, verdict, from, to } = execution
  const { runId, scenario, variant, runtime, repetition } = header
  const key = [runId, scenario, variant, runtime, String(repetition)].join('\n')
  const traceId = hex(`trace\n${key}`, 16)
  const rootId = hex(`root\n${key}`, 8)
  const nanos = wallClock(execution)
  const root = {
    traceId,
    spanId: rootId,
    name: scenario,
    kind: INTERNAL,
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    attributes: attributes({
      'gameday.scenario': scenario,
      'gameday.variant': variant,
      'gameday.runtime': runtime,
      'gameday.repetition': repetition,
      ...(verdict && { 'gameday.verdict': verdict.verdict }),
    }),
    status: statusOf(verdict?.verdict),
  }
  const below = execution.spans.map((span, index) => ({
    traceId,
    spanId: hex(`span ${index}\n${key}`, 8),
    parentSpanId: rootId,
    name: span.name,
    kind: INTERNAL,
    startTimeUnixNano: nanos(span.from),
    endTimeUnixNano: nanos(span.to),
    attributes: attributes(prefixed(span)),
    status: { code: STATUS.unset },
  }))
  return [root, ...below]
}

function statusOf(verdict: string | undefined): { code: number } {
  if (verdict === 'passed') return { code: STATUS.ok }
  return { code: verdict === 'failed' ? STATUS.error : STATUS.unset }
}

function prefixed({ kind, attributes: own }: ExportSpan): Record<string, string | boolean> {
  const entries = Object.entries(own).map(([name, value]) => [`gameday.${kind}.${name}`, value] as const)
  return { 'gameday.kind': kind, ...Object.fromEntries(entries) }
}

/** Unix time in ns of a moment, as a string: a double does not hold it. */
export function wallClock({ header }: Pick<Execution, 'header'>): (at: number) => string {
  const start = BigInt(Date.parse(header.wallClock)) * BigInt(NS_PER_MS)
  return (at) => String(start + BigInt(Math.round(at - header.at)))
}

function attributes(values: Readonly<Record<string, string | number | boolean>>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'boolean') return { boolValue: value }
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }
}

const hex = (text: string, bytes: number) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * bytes)
