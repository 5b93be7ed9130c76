import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { gameday } from '../../cli/testing/command-line.ts'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { lastLine } from '../conformance/looks.ts'
import { opener, openTest } from '../fixtures/open-runtime.ts'
import { openNodes, type TestNodes } from './fixtures/nodes.ts'
import { nodesMissing } from './fixtures/nodes-missing.ts'
import { timeNamespacesMissing } from './fixtures/time-namespaces-missing.ts'
import { NODES_VARIABLE } from './nodes.ts'

const { skip, why } = await nodesMissing()
const missing = await timeNamespacesMissing()

/** Two engines start, and images are copied to them with the first containers. */
const MAKE_MS = 300_000
/** Far more than any uncertainty: a moment that was not turned is off by it. */
const AHEAD_SECONDS = [2, -3] as const
const RUN_MS = 300_000

describe.skipIf(skip || missing !== undefined)(`nodes with clocks of their own ${missing ?? why}`, () => {
  let test: TestNodes | undefined
  beforeAll(async () => {
    test = await openNodes(2, AHEAD_SECONDS)
    vi.stubEnv(NODES_VARIABLE, test.env[NODES_VARIABLE])
  }, MAKE_MS)
  afterAll(async () => {
    await test?.[Symbol.asyncDispose]()
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

  it('changes no verdict, and the journal tells of it', { timeout: RUN_MS }, async () => {
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
