import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { gameday } from '../../cli/testing/command-line.ts'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { lastLine } from '../conformance/looks.ts'
import { killHarnesses, removeHarnessFiles, startHarness } from '../fixtures/killed-harness.ts'
import { opener, openTest } from '../fixtures/open-runtime.ts'
import { visiblePid } from '../visible-pid.ts'
import { openNodes, type TestNodes } from './fixtures/nodes.ts'
import { nodesMissing } from './fixtures/nodes-missing.ts'
import { timeNamespacesMissing } from './fixtures/time-namespaces-missing.ts'

const { skip, why } = await nodesMissing()
const missing = await timeNamespacesMissing()

/** Two engines start, and images are copied to them with the first containers. */
const MAKE_MS = 300_000
/** Far more than any uncertainty: a moment that was not turned is off by it. */
const AHEAD_SECONDS = [2, -3] as const
const RUN_MS = 300_000

describe.skipIf(skip || missing !== undefined)(`nodes as of other machines ${missing ?? why}`, () => {
  let test: TestNodes | undefined
  beforeAll(async () => {
    test = await openNodes({ aheadSeconds: AHEAD_SECONDS, remote: true })
    for (const [name, value] of Object.entries(test.env)) vi.stubEnv(name, value)
  }, MAKE_MS)
  afterAll(async () => {
    killHarnesses()
    await test?.[Symbol.asyncDispose]()
    removeHarnessFiles()
    vi.unstubAllEnvs()
  }, MAKE_MS)

  it('what services stamp is turned into moments of this machine', { timeout: MAKE_MS }, async () => {
    await using run = await openTest(opener('swarm'))
    const services = await Promise.all(['a', 'b'].map((name) => run.run('server', { name })))
    const nodeOf = ({ name }: { name: string }) => run.runtime.nodes!.of(name).name
    expect(services.map(nodeOf).sort()).toEqual(['node-1', 'node-2'])
    for (const service of services) {
      const exit = await service.stop()
      const stamped = Number(/leaving at (\d+)/.exec(lastLine(service))?.[1])
      const ahead = AHEAD_SECONDS[nodeOf(service) === 'node-1' ? 0 : 1]
      expect((stamped - exit.at) / 1e9).toBeCloseTo(ahead, 0)
      const { clock } = service
      expect(clock.uncertaintyNs()).toBeLessThan(20 * NS_PER_MS)
      const within = exit.uncertaintyNs + clock.uncertaintyNs()
      expect(Math.abs(clock.fromMonotonic(stamped) - exit.at)).toBeLessThan(within + 100 * NS_PER_MS)
      expect(now()).toBeGreaterThan(clock.fromMonotonic(stamped) - clock.uncertaintyNs())
    }
  })

  it('read sockets and memory, and take signals, where no process can be seen', async () => {
    await using run = await openTest(opener('swarm'))
    const service = await run.run('server', { name: 'a' })
    expect(run.runtime.nodes!.of('a').name).toBe('node-2')
    expect(run.events.find(({ state }) => state === 'spawned')).not.toHaveProperty('pid')
    expect((await service.sockets()).states.LISTEN).toBe(1)
    expect(await service.memory()).toBeGreaterThan(10e6)
    await expect(visiblePid(service)).rejects.toThrow(/not visible from here/)
    await service.pause()
    expect(await service.frozen()).toBe(true)
    await service.resume()
    expect(await service.kill()).toMatchObject({ code: 137, signal: 'SIGKILL' })
    await service.restart()
    expect(await service.accepts()).toBe(true)
    await expect(run.run('server', { name: 'b', settableClock: true })).resolves.toBeDefined()
    await expect(run.run('server', { name: 'c', settableClock: true })).rejects.toThrow(
      /needs .* of this machine/,
    )
  })

  it('are empty after their harness was killed', async () => {
    const harness = startHarness('swarm')
    await harness.said('running')
    const left = async () =>
      (await Promise.all(test!.nodes.map(({ docker }) => docker('ps', '--all', '--quiet')))).join('')
    expect(await left()).not.toBe('')
    harness.child.kill('SIGKILL')
    await harness.exitCode
    await expect.poll(left, { timeout: 60_000, interval: 500 }).toBe('')
  })

  it('change no verdict, and the journal tells of their clocks', { timeout: RUN_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gameday-clocks-'))
    const scenarios = ['relay/sigint-drain']
    const run = ['run', ...scenarios, '--no-broken', '--runtime', 'swarm', '--retry-inconclusive', '2']
    const { code, stdout } = await gameday([...run, '--out', folder], { env: test!.env })
    expect(stdout).toMatch(/1 current version held every limit\./)
    expect(code).toBe(0)
    const journal = join(folder, 'scenarios/relay__sigint-drain/current/swarm/1/journal.ndjson')
    const events: JournalEvent[] = readFileSync(journal, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const seconds = Map.groupBy(eventsOf(events, 'clock'), ({ node }) => node)
    expect([...seconds.keys()].sort()).toEqual(['node-1', 'node-2'])
    for (const [index, ahead] of AHEAD_SECONDS.entries())
      for (const { offsetNs, uncertaintyNs } of seconds.get(`node-${index + 1}`)!)
        expect(Math.abs(offsetNs - ahead * 1e9)).toBeLessThanOrEqual(uncertaintyNs + 1)
    rmSync(folder, { recursive: true })
  })
})
