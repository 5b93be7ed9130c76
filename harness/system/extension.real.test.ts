import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { countOf, defineMetric } from '../analysis/metric.ts'
import { defineEvent } from '../journal/event-kinds.ts'
import { eventsOf } from '../journal/events.ts'
import { readJournal } from '../journal/reader.ts'
import { journalDir } from '../report/layout.ts'
import type { AnyScenario, ScenarioBody } from '../scenario/define.ts'
import { execute } from '../scenario/run.ts'
import { system } from './define-system.ts'
import type { System } from './system.ts'

const beat = defineEvent('beat', { number: z.number() })
const left = defineEvent('left', { count: z.number() })

const beats = defineMetric('beats-left', z.strictObject({}), (events) =>
  countOf(
    eventsOf(events, left).map(({ at, count }) => ({ at, text: String(count) })),
    'beats',
  ),
)

/** Beats each 200 ms of scenario time, on a port that says how often it has. */
const script = `import { createServer } from 'node:http'
let number = 0
setInterval(() => console.log(JSON.stringify({ msg: 'beat', number: ++number })), Number(process.env.EVERY_MS))
createServer((_, answer) => answer.end(String(number))).listen(Number(process.env.PORT), process.env.HOST)`

/** A system with a wait, a steady state, a reading and a standing check of its own. */
const metronome = system('metronome', {
  scalable: true,
  services: {
    drum: {
      command: async () => ['node', '--input-type=module', '-e', script],
      env: { HOST: '{host}', PORT: '{port}', EVERY_MS: '{ms.200}' },
      role: 'beats',
    },
  },
  events: { beat: { from: 'drum', json: { msg: 'beat' } } },
  standing: (check) => check('read at the end', beats.of({})).is(1),
  extend: (running) => {
    let seen = 0
    running.onEvent((event) => {
      if (String(event.kind) === 'beat') seen++
    })
    const { host, port } = running.reach('drum')
    const more = (count: number) => {
      const from = seen
      return running.until(() => seen >= from + count, '20s')
    }
    return {
      fixtures: { more },
      steady: async () => {
        const ok = await more(2)
        running.warm()
        return ok ? { ok } : { ok, reason: 'the drum does not beat' }
      },
      settle: async () => {
        const answer = await fetch(`http://${host}:${port}/`)
        running.record({ kind: 'left', count: Number(await answer.text()) })
      },
    }
  },
})

type Fixtures = typeof metronome extends System<infer F, infer _> ? F : never

const body: ScenarioBody<Fixtures> = async ({ more, services, faults, check, time }) => {
  const paused = await faults.pause(services.drum)
  await time.pass('200ms')
  await paused.heal()
  if (!(await more(1))) throw new Error('it beats no more')
  check('another look', beats.of({})).is(1)
}

test('a system brings its own waits, steady state, readings and checks, and is compressed', async () => {
  expect(metronome.standingChecks).toEqual(['read at the end'])
  expect(metronome.topology().nodes).toEqual([{ name: 'drum', role: 'beats' }])
  const runDir = mkdtempSync(join(tmpdir(), 'gameday-extension-'))
  const scenario = {
    id: 'test/metronome',
    meta: { hypothesis: 'It beats.', system: metronome, broken: {} },
    body,
  }
  const key = { id: scenario.id, variant: 'current', runtime: 'processes' as const, repetition: 1 }
  const setting = {
    ...{ runDir, runId: `test-${process.pid}-metronome`, seed: 1, profile: 'compressed', variants: 'all' },
    ...{ runtimes: ['processes'], runtimeReason: 'the test asked for it', repeat: 1, environment: {} },
  } as Parameters<typeof execute>[1]
  const { signal } = new AbortController()
  const judgement = await execute({ scenario: scenario as AnyScenario, ...key }, setting, signal)
  expect([judgement.verdict, judgement.reason ?? '']).toEqual(['passed', ''])
  const { events } = readJournal(join(journalDir(runDir, key), 'journal.ndjson'))
  rmSync(runDir, { recursive: true, force: true })
  expect(events[0]).toMatchObject({ factor: 0.1 })
  expect(eventsOf(events, beat).length).toBeGreaterThan(4)
  expect(eventsOf(events, 'mark').map(({ name }) => name)).toContain('warm')
  expect(eventsOf(events, 'check').map(({ name, standing }) => [name, standing ?? false])).toEqual([
    ['another look', false],
    ['read at the end', true],
  ])
})
