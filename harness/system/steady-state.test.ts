import { expect, test } from 'vitest'
import type { HttpProber } from '../probes/http-prober/prober.ts'
import { waitForSteady } from './steady-state.ts'

const good = { ok: true, status: 200 }
const never = new AbortController().signal

/** A system with one probe, which had been answered so many times in a row before. */
function probed(before: number) {
  const answers = new Map([['up', before]])
  const probers = new Map([['up', { latest: new Map([['up', good]]) } as unknown as HttpProber]])
  const seen = { connected: new Set<string>(), steps: new Map() }
  return { definition: { services: {} }, services: new Map(), probers, answers, seen, presets: new Map() }
}

test('answers of before prove nothing', async () => {
  const state = await waitForSteady(probed(100), 30, never)
  expect(state).toMatchObject({ ok: false, reason: 'probe up: 0 of 20 answers' })
})

test('twenty in a row from now on do, whatever was before and whether one failed meanwhile', async () => {
  const parts = probed(100)
  const state = waitForSteady(parts, 10_000, never)
  parts.answers.set('up', 0)
  parts.answers.set('up', 20)
  expect(await state).toMatchObject({ ok: true, answered: 1 })
})

test('a preset that does not answer in its own protocol is named', async () => {
  const parts = { ...probed(0), probers: new Map(), presets: new Map([['db', async () => false]]) }
  expect(await waitForSteady(parts, 60, never)).toMatchObject({ ok: false, reason: 'db does not answer' })
  const answering = { ...parts, presets: new Map([['db', async () => true]]) }
  expect(await waitForSteady(answering, 10_000, never)).toMatchObject({ ok: true })
})
