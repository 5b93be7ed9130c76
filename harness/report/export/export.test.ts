import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { drainJournals, runFolder } from '../fixtures/run.ts'
import { grafanaAnnotations } from './grafana.ts'
import { otlpJson } from './otlp.ts'
import { outageSpans } from './outages.ts'
import { readExecutions } from './read-executions.ts'

/**
 * TracesData of opentelemetry-proto (trace/v1/trace.proto, common/v1/common.proto) in the JSON mapping of OTLP: names in
 * lowerCamelCase, ids in hex, 64-bit numbers as decimal strings, enums as numbers. Nothing that the messages do not have.
 */
const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
])
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value: anyValue }))
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'keys must be unique')
const nanos = z.string().regex(/^\d{19}$/)
const span = z
  .strictObject({
    traceId: z.string().regex(/^(?!0+$)[0-9a-f]{32}$/),
    spanId: z.string().regex(/^(?!0+$)[0-9a-f]{16}$/),
    parentSpanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional(),
    name: z.string().min(1),
    kind: z.number().int().min(1).max(5),
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
    status: z.strictObject({ code: z.number().int().min(0).max(2) }),
  })
  .refine((one) => BigInt(one.endTimeUnixNano) >= BigInt(one.startTimeUnixNano), 'ends before it starts')
const scope = z.strictObject({ name: z.string() })
const tracesData = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(z.strictObject({ scope, spans: z.array(span) })),
    }),
  ),
})

function exported() {
  const dir = runFolder(drainJournals())
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return readExecutions(dir)
}

test('OTLP is TracesData in its JSON mapping, a trace per execution, every span below its root', () => {
  const { run, executions } = exported()
  const made = JSON.parse(JSON.stringify(otlpJson(run, executions)))
  const { spans } = tracesData.parse(made).resourceSpans[0]!.scopeSpans[0]!
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined)
  expect(roots).toHaveLength(3)
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length)
  for (const { traceId, parentSpanId } of spans)
    if (parentSpanId !== undefined)
      expect(roots).toContainEqual(expect.objectContaining({ traceId, spanId: parentSpanId }))
  const kinds = spans.flatMap((one) => one.attributes.filter(({ key }) => key === 'gameday.kind'))
  expect(new Set(kinds.map(({ value }) => Object.values(value)[0]))).toEqual(
    new Set(['fault', 'phase', 'outage']),
  )
  expect(otlpJson(run, executions)).toEqual(otlpJson(run, executions))
})

test('annotations of Grafana have whole milliseconds, tags and text, oldest first', () => {
  const { executions } = exported()
  const annotation = z.strictObject({
    dashboardUID: z.literal('abc'),
    time: z.number().int().positive(),
    timeEnd: z.number().int().positive(),
    tags: z.array(z.string().min(1)),
    text: z.string().min(1),
  })
  const made = z.array(annotation).parse(grafanaAnnotations(executions, 'abc'))
  expect(made.length).toBeGreaterThan(0)
  expect(made.map(({ time }) => time)).toEqual(made.map(({ time }) => time).sort((a, b) => a - b))
  for (const { time, timeEnd } of made) expect(timeEnd).toBeGreaterThanOrEqual(time)
  expect(new Set(made.map(({ tags }) => tags[1]))).toEqual(new Set(['fault', 'outage']))
  expect(grafanaAnnotations(executions)[0]).not.toHaveProperty('dashboardUID')
})

test('an outage lasts from the first loss to the return, to the end where there is none, and not into the teardown', () => {
  const client = (at: number, who: string, state: 'connected' | 'lost') => ({
    ...{ at, kind: 'client' as const, client: who, state, service: 'clients' },
  })
  const events = [
    client(1, 'a', 'lost'),
    client(2, 'a', 'connected'),
    client(2, 'b', 'connected'),
    client(3, 'a', 'lost'),
    client(4, 'a', 'lost'),
    client(5, 'b', 'lost'),
    client(7, 'a', 'connected'),
    { at: 9, kind: 'phase' as const, phase: 'teardown' as const },
    client(10, 'a', 'lost'),
  ]
  expect(
    outageSpans(events, 12).map(({ name, from, to, attributes }) => [name, from, to, attributes.back]),
  ).toEqual([
    ['a away', 3, 7, true],
    ['b away', 5, 9, false],
  ])
})
