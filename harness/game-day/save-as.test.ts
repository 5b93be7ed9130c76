import { describe, expect, test } from 'vitest'
import { journal } from '../analysis/fixtures/journal.ts'
import type { JournalEvent } from '../journal/events.ts'
import { scenarioText } from './save-as.ts'

const options = {
  file: '/p/shop/found.scenario.ts',
  source: { id: 'shop/api-killed', file: '/p/shop/api-killed.scenario.ts' },
  door: 'gameday',
  hypothesis: "it's fine",
  noneLost: ['order'],
}

const deed = (ms: number, fields: object) =>
  ({ at: ms * 1e6, kind: 'game-day', by: 'ada', text: '', ...fields }) as JournalEvent

const events = () => [
  ...journal().header({ factor: 1 }).sorted(),
  { at: 0, kind: 'steady', when: 'before', ok: true, hosts: 0, answered: 1, tookMs: 1 } as JournalEvent,
  { at: 1, kind: 'operation', operation: 'order', key: '1', state: 'begun', service: 'a' } as JournalEvent,
  deed(2_000, {
    did: 'inject',
    faults: ['latency-1'],
    injection: { fault: 'latency', target: 'api-db', parameters: { delay: '200ms' } },
    expect: 'slow\n*/ process.exit()',
  }),
  deed(3_000, {
    did: 'inject',
    faults: ['kill-2'],
    injection: { fault: 'kill', target: "a'pi", parameters: {} },
  }),
  { at: 3_100e6, kind: 'mark', name: 'pager\nrang()', by: 'bob' } as JournalEvent,
  deed(4_000, { did: 'heal', faults: ['kill-2'] }),
]

describe('a game-day saved as a scenario', () => {
  test('does the same at the same moments, and heals what was left open', () => {
    const text = scenarioText(events(), options)
    const body = text.slice(text.indexOf('async ({'))
    expect(
      body
        .split('\n')
        .map((line) => line.trim())
        .slice(0, 16),
    ).toEqual([
      'async ({ check, faults, named, precondition, time, watch }) => {',
      'using during = watch()',
      "await time.pass('2s')",
      '// expected by ada: slow */ process.exit()',
      "const fault1 = await faults.latency(named.link('api-db'), { delay: '200ms' })",
      "await time.pass('1s')",
      "await faults.kill(named.service('a\\'pi'))",
      '// bob: pager rang()',
      "await time.pass('1s')",
      "await named.service('a\\'pi').restart({ after: '0ms' })",
      'await fault1.heal()',
      "precondition('orders begun', during.operations.order.seen()).atLeast(1)",
      "check('orders lost', during.operations.order.lost()).is(0)",
      "check('back in the steady state', metric('steady-again', {})).atMost('30s')",
      '},',
      ')',
    ])
    expect(text).toContain("'shop/found'")
    expect(text).toContain(
      "systemOf(new URL('./api-killed.scenario.ts', import.meta.url), 'shop/api-killed')",
    )
    expect(text).toContain("hypothesis: 'it\\'s fine'")
  })

  test('is refused where nothing was injected', () => {
    expect(() => scenarioText([], options)).toThrow('nothing was injected by hand')
  })
})
