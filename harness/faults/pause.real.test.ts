import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { ask } from '../runtime/conformance/looks.ts'
import { containersMissing } from '../runtime/fixtures/containers-missing.ts'
import { type Opener, opener, openTest } from '../runtime/fixtures/open-runtime.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'

const { skip, why } = await containersMissing()

describe('processes', () => pauses(opener('processes')))

describe.skipIf(skip)(`containers${why}`, () => pauses(opener('containers')))

function tools() {
  const journal = memoryJournal()
  const open = new Set<OpenFault>()
  const states = () => eventsOf(journal.events, 'fault').map(({ state }) => state)
  return { open, states, faults: createFaults({ journal, open }, 0.1) }
}

function pauses(open: Opener): void {
  test('a paused service is seen stopped and answers nobody until it is healed', async () => {
    await using runtime = await openTest(open)
    const service = await runtime.run('server')
    const { faults, states } = tools()
    expect(await service.frozen()).toBe(false)

    const fault = await faults.pause({ service })
    expect(states()).toEqual(['requested', 'observed'])
    expect(await service.frozen()).toBe(true)
    const answer = ask(runtime, service, '/')
    expect(await Promise.race([answer, delay(300, 'silence')])).toBe('silence')

    await fault.heal()
    expect(await answer).toHaveProperty('pid')
    expect(await service.frozen()).toBe(false)
    expect(states()).toEqual(['requested', 'observed', 'healed'])
  })

  test('is healed when the service was killed meanwhile, and leaves its replacement alone', async () => {
    await using runtime = await openTest(open)
    const service = await runtime.run('server')
    const { faults, open: still } = tools()
    await faults.pause({ service })
    await service.kill()
    await service.restart()
    await faults.healAll()
    expect(still.size).toBe(0)
    expect(await ask(runtime, service, '/')).toHaveProperty('pid')
  })
}
