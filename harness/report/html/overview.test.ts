import { describe, expect, it } from 'vitest'
import { plainCheck, plainRun, result } from '../fixtures/run.ts'
import { RESULTS_SCHEMA, type Results, type ScenarioResult } from '../results.ts'
import { cumulativeDrawing } from '../svg/cumulative-chart.ts'
import { stepsOf } from '../svg/path-data.ts'
import { trustOf } from '../trust.ts'
import { believable } from './believable.ts'
import { contents } from './contents.ts'
import { everyExecution, scenarioLines } from './scenario-lines.ts'
import { untested } from './untested.ts'
import { versionsMatrix } from './versions.ts'

const kill = { fault: 'kill', target: 'api', detail: 'exited', confirmed: true, durationMs: 200 }
const because = 'the ceiling of the backoff is 5 s'
const check = { ...plainCheck, design: 5_500, workMs: 50, because, headline: true } as const
const held = result({
  id: 'shop/api-killed',
  system: 'shop',
  factor: 0.1,
  parts: ['api', 'db', 'api-db'],
  faults: [kill],
  checks: [check],
})
const broken = { ...held, variant: 'backoff=9s', kind: 'broken', verdict: 'failed' } as const
const detected = { ...broken, detected: true }
const missed = { ...broken, variant: 'ack=early', verdict: 'passed', detected: false } as const

function results(scenarios: readonly ScenarioResult[], argv = plainRun.argv): Results {
  return { schema: RESULTS_SCHEMA, run: { ...plainRun, argv }, scenarios }
}
const words = (markup: { readonly text: string }) => markup.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
const anchor = () => 's1'

describe('the line of a scenario', () => {
  it('says what was done, predicted, seen, and why the limit is what it is', () => {
    const line = words(scenarioLines(results([held, detected]), anchor))
    expect(line).toContain('kill api Predicted: Hosts come back spread out.')
    expect(line).toContain('passed 1 of 1 broken variant detected')
    expect(line).toContain('after listening p99 427 ms (≤ 600 ms) , 29 % to spare')
    expect(line).toContain('the design has 5.5 s of scenario time, here 550 ms')
    expect(line).toContain('of the limit, 50 ms are measured work')
    const { workMs: _, ...plain } = check
    const decided = words(scenarioLines(results([{ ...held, checks: [plain] }]), anchor))
    expect(decided).toContain('4.27 s of scenario time where the design has 5.5 s')
    expect(line).toContain(`limit because ${because}`)
  })

  it('is of the version that had to hold, with the broken variants counted beside it', () => {
    const { text } = scenarioLines(results([held, detected, missed]), anchor)
    expect(text).toContain('data-verdict="missed"')
    expect(words({ text })).toContain('passed 1 of 2 broken variants detected, 1 missed')
    expect(everyExecution(results([held, detected, missed]), anchor).text.match(/<tr>/g)).toHaveLength(4)
  })

  it('is of the repetition that came nearest to its limit', () => {
    const nearer = { ...held, repetition: 2, checks: [{ ...check, observed: 570 }] }
    const line = words(scenarioLines(results([held, nearer, { ...held, repetition: 3 }]), anchor))
    expect(line).toContain('all 3 executions')
    expect(line).toContain('after listening p99 570 ms (≤ 600 ms) , 5 % to spare')
  })

  it('gives the reason where the steady state did not return', () => {
    const failed = { ...held, verdict: 'failed', reason: 'steady state did not return' } as const
    expect(words(scenarioLines(results([failed]), anchor))).toContain(
      'failed no broken variant ran steady state did',
    )
  })
})

describe('versions side by side', () => {
  const v1 = { ...held, kind: 'target', variant: 'v1' } as const
  const v2 = { ...v1, variant: 'v2', verdict: 'failed' } as const

  it('stand in the order in which they were asked for', () => {
    const matrix = words(
      versionsMatrix(results([v1, v2], ['run', '--target', 'v2,v1']), () => '<b>lines</b>'),
    )
    expect(matrix).toMatch(/scenario v2 v1 times over each other shop\/api-killed failed .* passed .* lines/)
  })

  it('have their times drawn over each other, whoever never came back counted', () => {
    const { description, at } = cumulativeDrawing(
      'outage max',
      [
        { name: 'v1', times: [100, 200, 300, 400] },
        { name: 'v2', times: [200, 400, null, null] },
      ],
      500,
    )
    expect(description).toBe('v1: median 200 ms of 4. v2: median 400 ms of 4, 2 never. Limit: 500 ms.')
    const tops = [...at(300, 'x').marks.matchAll(/d="(m4 92h[^"]*)"/g)]
      .map(([, path = '']) => stepsOf(path))
      .filter((steps) => steps.at(-1)![1] === 286 && steps.length > 2)
      .map((steps) => Math.min(...steps.map(([, , y]) => y)))
    expect(tops).toEqual([8, 50])
  })

  it('are nothing where there is one', () => {
    expect(versionsMatrix(results([held, detected]), () => '').text).toBe('')
  })
})

describe('trust', () => {
  const sound = { ...trustOf([]), faults: 2, observed: 2, checks: 3, journals: 2, steady: 2 }

  it('is given with its grounds', () => {
    expect(believable(sound, [held, detected])).toBe(
      'Yes: 2 of 2 faults confirmed, 3 of 3 checks recomputed from the journals, 1 of 1 broken variant detected.',
    )
  })

  it('is not without broken variants, with an altered journal, or where one was missed', () => {
    expect(believable(sound, [held])).toMatch(/^With care: nothing shows that the checks can fail\./)
    expect(believable({ ...sound, altered: 1 }, [held, detected])).toMatch(/1 journal altered/)
    expect(believable({ ...sound, observed: 1 }, [held, missed])).toMatch(
      /1 fault not seen to act; 1 broken variant missed/,
    )
  })

  it('says what no fault reached', () => {
    expect(words(untested(results([held])))).toContain('shop: no fault reached db, api-db')
    const unproven = { ...held, faults: [{ ...kill, confirmed: false }] }
    expect(words(untested(results([unproven])))).toContain('no fault reached api, db, api-db')
    const node = { ...held, faults: [{ ...kill, target: 'node-2', services: ['api', 'db'] }] }
    expect(words(untested(results([node])))).toContain('shop: no fault reached api-db')
  })
})

it('has contents that say in words what each scenario came to', () => {
  const text = contents([{ id: 'trust', title: 'Trust' }], [held, missed], anchor).text
  expect(text).toContain('<a href="#trust">Trust</a>')
  expect(words({ text })).toContain('shop/api-killed , missed')
})
