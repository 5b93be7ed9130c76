import { expect, test } from 'vitest'
import { eventsSchema } from './events-schema.ts'
import { reportedBy } from './reported-events.ts'

const events = eventsSchema.parse({
  lines: {
    registered: /welcomed by (?<relay>\S+)/,
    closed: [/ended with code (?<code>\d+) after (?<error>E\w+)/, /ended with code (?<code>\d+)/],
    scheduled: /next dial in (?<delayMs>\d+) ms/,
    drain: /relay is leaving/,
  },
})

test('the first pattern that matches decides, and its captures are reported', () => {
  expect(reportedBy(events, 'ended with code 1006 after ECONNRESET')).toEqual({
    kind: 'closed',
    fields: { code: '1006', error: 'ECONNRESET' },
  })
  expect(reportedBy(events, 'ended with code 4100')).toEqual({ kind: 'closed', fields: { code: '4100' } })
  expect(reportedBy(events, 'all is well')).toBeUndefined()
})

test('only what every pattern of a kind captures counts as reported', () => {
  expect([...events.reports].sort()).toEqual([
    'closed',
    'closed.code',
    'drain',
    'registered',
    'registered.relay',
    'scheduled',
    'scheduled.delayMs',
  ])
})

test('a line may say when it was', () => {
  const stamped = eventsSchema.parse({ lines: { drain: /leaving/ }, time: /^(\S+) / })
  expect(reportedBy(stamped, '2026-11-21T16:27:48.030Z h1: leaving')).toMatchObject({
    kind: 'drain',
    wallMs: Date.UTC(2026, 10, 21, 16, 27, 48, 30),
  })
  expect(reportedBy(stamped, 'yesterday h1: leaving')).toEqual({ kind: 'drain', fields: {} })
})

test('NDJSON', () => {
  const json = eventsSchema.parse({ ndjson: 3, reports: ['registered', 'closed.code'] })
  expect(reportedBy(json, '{"event":"closed","host":"h1","code":4001,"at":17,"more":{}}')).toEqual({
    kind: 'closed',
    at: 17,
    fields: { host: 'h1', code: '4001' },
  })
  expect(reportedBy(json, '{"event":"something else"}')).toBeUndefined()
  expect(reportedBy(json, '{"event":"closed"')).toBeUndefined()
  expect(reportedBy(json, 'a line of the log')).toBeUndefined()
  // Whoever reports a code reports the end, too.
  expect([...json.reports]).toEqual(['registered', 'closed', 'closed.code'])
})

test.each([
  ['schedule', "'schedule' is no event: did you mean 'scheduled'?"],
  ['scheduled.delay', "'delay' is no field of an event: did you mean 'scheduled.delayMs'?"],
  ['closed.kode', "'kode' is no field of an event: did you mean 'closed.code'?"],
  ['regsitered.relay', "'regsitered' is no event: did you mean 'registered.relay'?"],
  [
    'held',
    "'held' is reported by nobody: give probe.slowPath, the path of a request that a host answers after {ms} ms",
  ],
  ['tcp', "'tcp' is reported by the hosts of this repository only"],
  ['banana', "'banana' is no event: there are scheduled, attempt, upgraded,"],
])('%s is no word of reports', (word, message) => {
  const parsed = eventsSchema.safeParse({ ndjson: 3, reports: ['registered', word] })
  expect(parsed.error?.issues).toMatchObject([
    { path: ['reports', 1], message: expect.stringContaining(message) },
  ])
})

test('a kind that nobody knows is reported with the one that may be meant', () => {
  const parsed = eventsSchema.safeParse({ lines: { regstered: /x/ } })
  expect(parsed.error?.issues[0]?.message).toContain("'regstered' is no event: did you mean 'registered'?")
})

test.each([
  ['a capture that nobody knows', { lines: { closed: /(?<why>\w+)/ } }],
  ['a kind that nobody knows', { lines: { gone: /x/ } }],
  ['a pattern that remembers', { lines: { closed: /x/g } }],
  ['no pattern at all', { lines: { closed: 'x' } }],
  ['standard error as NDJSON beside the log', { ndjson: 0, reports: ['closed'] }],
])('%s is refused', (_, given) => {
  expect(eventsSchema.safeParse(given).success).toBe(false)
})
