import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventsOf, type RuntimeKind } from '../../journal/events.ts'
import { memoryJournal } from '../../journal/writer.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { opener, openTest, type TestRuntime } from '../../runtime/fixtures/open-runtime.ts'
import { faketimeMissing } from '../../runtime/machine/faketime-library.ts'
import type { Service } from '../../runtime/runtime.ts'
import type { OpenFault } from '../fault.ts'
import { createFaults } from '../faults.ts'

const missing = await faketimeMissing()
const containers = await containersMissing()
const hourMs = 3_600_000

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

function conforms(kind: RuntimeKind): void {
  let test: TestRuntime
  beforeEach(async () => {
    test = await openTest(opener(kind))
  })
  afterEach(() => test[Symbol.asyncDispose]())

  function withFaults() {
    const journal = memoryJournal()
    const faults = createFaults({ journal, open: new Set<OpenFault>() }, 1)
    const told = () =>
      eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`.trim())
    return { faults, told }
  }
  /** How far the clock of a service is off, and for how long it has run by monotonic time, both in its own words. */
  const ask = async (service: Service) => {
    const { host, port } = service.reached!
    const sentAt = Date.now()
    const { wall, up } = (await (await fetch(`http://${host}:${port}`)).json()) as Record<string, number>
    return { offMs: wall! - sentAt, upMs: up! * 1_000 }
  }
  const near = (offMs: number, wantedMs: number) => expect(Math.abs(offMs - wantedMs)).toBeLessThan(2_000)

  it.each([
    ['forward', hourMs, 'ahead'],
    ['back', -hourMs, 'behind'],
  ] as const)(
    'a clock jumps %s, monotonic time goes on, and healing sets it right',
    async (direction, offMs, word) => {
      const service = await test.run('server', { settableClock: true })
      const { faults, told } = withFaults()
      const before = await ask(service)
      near(before.offMs, 0)
      const fault = await faults.jumpClock({ service }, { by: '60m', direction })
      const jumped = await ask(service)
      near(jumped.offMs, offMs)
      expect(jumped.upMs - before.upMs).toBeLessThan(60_000)
      await expect.poll(told, { timeout: 5_000 }).toHaveLength(2)
      expect(told()[1]).toMatch(new RegExp(`^observed its own clock was .* m .* s ${word}$`))
      await fault.heal()
      near((await ask(service)).offMs, 0)
    },
  )

  it('a clock that nobody can read proves nothing, and a restart leaves it as it is', async () => {
    const service = await test.run('server', { settableClock: true })
    const { faults, told } = withFaults()
    const fault = await faults.jumpClock({ service }, { by: '60m', logged: /never (\d+)/ })
    await service.kill()
    await service.restart()
    near((await ask(service)).offMs, hourMs)
    await fault.heal()
    expect(told()[1]).toBe('healed server did not tell what time it has')
  })

  it.each([
    ['gains', 1],
    ['loses', -0.7],
  ] as const)(
    'a clock that %s is off by ever more, monotonic time goes on, and healing sets it right',
    async (word, rate) => {
      const service = await test.run('server', { settableClock: true })
      const { faults, told } = withFaults()
      const fault = await faults.driftClock({ service }, { rate })
      const first = await ask(service)
      await expect.poll(told, { timeout: 30_000 }).toHaveLength(2)
      const last = await ask(service)
      // Its own monotonic time is the second clock: held against that, the first one drifts as asked.
      const wanted = rate * (last.upMs - first.upMs)
      expect(Math.abs(wanted)).toBeGreaterThan(3_000)
      expect(Math.abs(last.offMs - first.offMs - wanted)).toBeLessThan(1_500)
      await fault.heal()
      near((await ask(service)).offMs, 0)
      expect(told()[0]).toMatch(new RegExp(`^requested the clock of server ${word} `))
      expect(told().at(-2)).toMatch(
        new RegExp(`^observed its own clock ${rate > 0 ? 'gained' : 'lost'} .* s in .* s$`),
      )
    },
  )

  it('a drift that nobody can read proves nothing, and neither does a short one', async () => {
    const service = await test.run('server', { settableClock: true })
    const { faults, told } = withFaults()
    await (await faults.driftClock({ service }, { rate: 1, logged: /never (\d+)/ })).heal()
    expect(told().at(-1)).toBe('healed its clock was not read twice')
    const short = await faults.driftClock({ service }, { rate: 0.01 })
    await delay(1_500)
    await short.heal()
    expect(told().at(-1)).toMatch(/^healed its own clock .* in .*, and .* were asked for$/)
  })

  it('a clock is moved by one fault at a time', async () => {
    const service = await test.run('server', { settableClock: true })
    const { faults } = withFaults()
    const first = await faults.driftClock({ service }, { rate: 1 })
    await expect(faults.jumpClock({ service }, { by: '60m' })).rejects.toThrow(
      'the clock of server is moved already: heal that first',
    )
    await first.heal()
    await (await faults.jumpClock({ service }, { by: '60m' })).heal()
  })

  it('one of which nobody said so has no clock that can be set', async () => {
    const service = await test.run('server')
    const { faults } = withFaults()
    const words = 'the clock of server cannot be set: its description has to say settableClock: true'
    await expect(faults.jumpClock({ service }, { by: '60m' })).rejects.toThrow(words)
    await expect(faults.driftClock({ service }, { rate: 1 })).rejects.toThrow(words)
  })

  it.runIf(kind === 'processes')('leaves no shared memory, however it ends', async () => {
    const shared = (pid: number) =>
      ['faketime_shm_', 'sem.faketime_sem_'].filter((name) => existsSync(`/dev/shm/${name}${pid}`))
    const service = await test.run('server', { settableClock: true })
    const { pid } = service.started
    expect(shared(pid)).toHaveLength(2)
    await service.kill()
    expect(shared(pid)).toEqual([])
  })
}
