import { expect, it } from 'vitest'
import { plainCheck, plainRun, result } from '../fixtures/run.ts'
import type { CheckResult, Results, ScenarioResult } from '../results.ts'
import { checksMarkdown } from './markdown.ts'
import { checkRows, withProofsOf } from './rows.ts'

const run = (profile: string, ...scenarios: ScenarioResult[]): Results => ({
  schema: 2,
  run: { ...plainRun, profile },
  scenarios,
})
const check = (over: Partial<CheckResult>): CheckResult => ({ ...plainCheck, metric: 'reconnect', ...over })
const exit = check({
  name: 'exit code',
  metric: 'exit-code',
  op: '==',
  limit: 0,
  unit: 'code',
  notices: null,
})
const failed = { verdict: 'failed' } as const

const rows = checkRows([
  run(
    'compressed',
    result({ checks: [check({ notices: 2 }), exit, check({ name: 'signals', precondition: true })] }),
    result({ checks: [check({ notices: 4 }), exit] }),
    result({ checks: [check({ notices: 3.5 }), exit] }),
    result({ variant: 'jitter=none', kind: 'broken', checks: [check(failed), exit] }),
    result({ id: 'relay/drain', checks: [exit] }),
    result({ id: 'relay/drain', variant: 'drain=none', kind: 'broken', checks: [{ ...exit, ...failed }] }),
    result({ id: 'deploy/x', variant: 'other', kind: 'broken', checks: [{ ...exit, ...failed }] }),
  ),
  run('production', result({ checks: [check({ notices: 1.2 })] })),
])

it('says of every check what it notices in each profile and which broken variants fail it', () => {
  expect(rows).toMatchObject([
    { scenario: 'relay/drain', check: 'exit code', provenBy: ['drain=none'], weak: [] },
    {
      scenario: 'relay/rst',
      check: 'after listening p99',
      provenBy: ['jitter=none'],
      notices: { production: 1.2, compressed: 3.5 },
      weak: ['compressed'],
    },
    {
      scenario: 'relay/rst',
      check: 'exit code',
      provenBy: ['relay/drain drain=none'],
      notices: { production: null, compressed: null },
    },
  ])
})

it('lists what is weak and what is not proven', () => {
  const unproven = { ...rows[0]!, provenBy: [] }
  const text = checksMarkdown([unproven, ...rows.slice(1)])
  expect(text).toContain('3 checks; 2 proven, 1 not; 1 weak in some profile.')
  expect(text).toContain('| `relay/rst` | after listening p99 | 1.2 | 3.5 (weak) | `jitter=none` |')
  expect(text).toMatch(/## Weak checks\n\n- `relay\/rst` after listening p99: 3.5 in compressed/)
  expect(text).toMatch(/no broken variant fails\n\n- `relay\/drain` exit code\n$/)
})

it('rows from before prove what they proved: a sibling with the same metric, held in the same way', () => {
  const row = (scenario: string, provenBy: readonly string[], op: '==' | '<=' = '==') => ({
    ...{ scenario, check: 'lost', metric: 'lost', op, unit: 'jobs', provenBy, weak: [] },
    notices: { production: null, compressed: null },
  })
  const kept = [
    row('shop/a', ['ack=early', 'shop/b off=yes']),
    row('shop/c', ['late=yes'], '<='),
    row('relay/d', ['x=y']),
  ]
  const [made] = withProofsOf([row('shop/new', ['own=yes'])], kept)
  expect(made!.provenBy).toEqual(['own=yes', 'shop/a ack=early'])
})
