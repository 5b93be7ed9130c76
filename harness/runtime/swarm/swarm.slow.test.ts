import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { conforms } from '../conformance/conforms.ts'
import { killHarnesses, removeHarnessFiles, startHarness } from '../fixtures/killed-harness.ts'
import { type Opener, opener, openTest } from '../fixtures/open-runtime.ts'
import { nothing, sweep } from '../reaper/sweep.ts'
import { forgetRun } from '../runs.ts'
import { openNodes, type TestNodes } from './fixtures/nodes.ts'
import { nodesMissing } from './fixtures/nodes-missing.ts'
import { NODES_VARIABLE } from './nodes.ts'

const { skip, why } = await nodesMissing()

/** Two engines start, and images are copied to them with the first containers. */
const MAKE_MS = 300_000

describe.skipIf(skip)(`a swarm of two nodes${why}`, () => {
  let test: TestNodes | undefined

  const left = async () => {
    const of = ({ docker }: TestNodes['nodes'][number]) =>
      Promise.all([
        docker('ps', '--all', '--quiet'),
        docker('network', 'ls', '--quiet', '--filter', 'label=gameday.run'),
      ])
    return (await Promise.all(test!.nodes.map(of))).flat().join('')
  }

  beforeAll(async () => {
    test = await openNodes()
    vi.stubEnv(NODES_VARIABLE, test!.env[NODES_VARIABLE])
    await using first = await openTest(opener('swarm'))
    await Promise.all(['a', 'b'].map((name) => first.run('server', { name })))
  }, MAKE_MS)

  afterAll(async () => {
    killHarnesses()
    await test?.[Symbol.asyncDispose]()
    removeHarnessFiles()
    vi.unstubAllEnvs()
  }, MAKE_MS)

  it('spreads services, which reach each other across nodes', async () => {
    await using run = await openTest(opener('swarm'))
    const [a, b] = await Promise.all(['a', 'b'].map((name) => run.run('server', { name })))
    const names = await Promise.all(test!.nodes.map((node) => node.docker('ps', '--format', '{{.Names}}')))
    const of = (service: string) => names.findIndex((text) => text.includes(`-${service}\n`))
    expect([of('a'), of('b')].sort()).toEqual([0, 1])
    const told = run.events.flatMap(({ service, node }) => (node === undefined ? [] : [[service, node]]))
    expect(Object.fromEntries(told)).toEqual({ a: `node-${of('a') + 1}`, b: `node-${of('b') + 1}` })
    const { host, port } = b!.spec.ports.main!
    const { stdout } = await a!.exec([
      'node',
      '-e',
      `fetch('http://${host}:${port}/').then((one) => console.log(one.status))`,
    ])
    expect(stdout).toBe('200\n')
  })

  it('runs a service on a node of its region', async () => {
    await using run = await openTest(opener('swarm'))
    for (const [index, { address }] of test!.nodes.entries())
      for (const name of [`a-${index}`, `b-${index}`]) {
        await run.runtime.reserve(name, [], { region: `of-${address}` })
        expect(run.runtime.nodes!.of(name).name).toBe(`node-${index + 1}`)
      }
  })

  it('is empty on all nodes after its harness was killed', async () => {
    vi.stubEnv(NODES_VARIABLE, test!.env[NODES_VARIABLE])
    const harness = startHarness('swarm')
    await harness.said('running')
    expect(await left()).not.toBe('')
    harness.child.kill('SIGKILL')
    await harness.exitCode
    await expect.poll(left, { timeout: 60_000, interval: 500 }).toBe('')
  })

  it('tells of an engine that dies, and removes what was on it when it is back', async () => {
    vi.stubEnv(NODES_VARIABLE, test!.env[NODES_VARIABLE])
    const told: string[] = []
    const trouble = (error: unknown) => told.push((error as Error).message)
    const run = await openTest((options) => opener('swarm')({ ...options, trouble }))
    await Promise.all(['a', 'b'].map((name) => run.run('server', { name })))
    const dying = test!.nodes[1]!
    await dying.kill()
    await expect.poll(() => told.join()).toContain('(to wait for ')
    for (const one of told) expect(one).toContain(`Docker engine at ${dying.socket} stopped answering`)
    await expect(run.runtime[Symbol.asyncDispose]()).rejects.toThrow(dying.socket)
    expect([...(await sweep(run.runId)).unreachable]).toEqual([dying.socket])
    await dying.startAgain()
    await expect.poll(() => sweep(run.runId), { timeout: 60_000 }).toEqual(nothing)
    await forgetRun(run.runId)
  })

  it('is empty after its harness and an engine of it were killed together, as soon as that is back', async () => {
    vi.stubEnv(NODES_VARIABLE, test!.env[NODES_VARIABLE])
    const harness = startHarness('swarm')
    await harness.said('running')
    const dying = test!.nodes[1]!
    await dying.kill()
    harness.child.kill('SIGKILL')
    await harness.exitCode
    await dying.startAgain()
    await expect.poll(left, { timeout: 60_000, interval: 500 }).toBe('')
  })

  const open: Opener = (options) => {
    vi.stubEnv(NODES_VARIABLE, test!.env[NODES_VARIABLE])
    return opener('swarm')(options)
  }

  describe('keeps what every runtime promises', () => conforms(open))
})
