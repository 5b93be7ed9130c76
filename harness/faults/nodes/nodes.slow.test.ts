import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunNode } from '../../runtime/nodes.ts'
import { packetsMissing } from '../../runtime/packets/missing.ts'
import type { Service } from '../../runtime/runtime.ts'
import { openNodes, type TestNodes } from '../../runtime/swarm/fixtures/nodes.ts'
import { nodesMissing } from '../../runtime/swarm/fixtures/nodes-missing.ts'
import { NODES_VARIABLE } from '../../runtime/swarm/nodes.ts'
import { heardBy, type Linked, openLinked } from '../packets/fixtures/linked.ts'

const { skip, why } = await nodesMissing()
const missing = await packetsMissing()

/** Two engines start, and images are copied to them with the first containers. */
const MAKE_MS = 300_000
/** Long enough for anything that is not lost to arrive. */
const A_WHILE_MS = 400
/** TCP tries again after up to twice what the fault lasted. */
const healed = { timeout: 20_000 }

describe.skipIf(skip || missing !== undefined)(`faults of nodes ${missing ?? why}`, () => {
  let test: TestNodes | undefined
  let linked: Linked
  let near: Service
  let node: RunNode
  const nodes = () => linked.test.runtime.nodes!

  beforeAll(async () => {
    test = await openNodes()
    vi.stubEnv(NODES_VARIABLE, test.env[NODES_VARIABLE])
    // The service is on the second node, and its link on the first.
    linked = await openLinked('swarm')
    near = await linked.test.run('server', { name: 'near' })
    node = nodes().of(linked.server.name)
  }, MAKE_MS)
  beforeEach(() => linked.clear())
  afterAll(async () => {
    await linked?.[Symbol.asyncDispose]()
    await test?.[Symbol.asyncDispose]()
    vi.unstubAllEnvs()
  }, MAKE_MS)

  const farHeard = () => linked.farHeard()
  /** What a service on the first node is told that dials the one on the second. */
  const dialled = async (waitMs: number) => {
    const to = JSON.stringify(linked.server.spec.ports.main)
    const script = `const socket = require('node:net').connect(${to})
      const say = (what) => { console.log(what); process.exit() }
      socket.on('connect', () => say('connected')).on('error', ({ code }) => say(code))
      setTimeout(() => say('nothing'), ${waitMs})`
    return (await near.exec(['node', '-e', script])).stdout.trim()
  }

  it('are those on which services run', () => {
    expect(nodes().all.map(({ name }) => name)).toEqual(['node-1', 'node-2'])
    expect(node.name).toBe('node-2')
    expect(node.services.map(({ name }) => name)).toEqual(['far'])
    expect(
      nodes()
        .of('near')
        .services.map(({ name }) => name),
    ).toEqual(['toxiproxy', 'near'])
    expect(node.others).toEqual([nodes().of('near')])
  })

  it('parted: nothing passes, nobody is told, and healing lets both sides go on', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.partNodes(node)
    client.say('lost')
    expect(await dialled(2 * A_WHILE_MS)).toBe('nothing')
    expect(farHeard()).not.toContain('heard lost')
    expect((await linked.server.sockets()).states.ESTABLISHED).toBe(1)
    await fault.heal()
    await heardBy(client, 'lost')
    expect(await dialled(healed.timeout)).toBe('connected')
    expect(linked.told()[1]).toMatch(/^observed [1-9]\d* packets affected, \d+ bytes$/)
  })

  it('parted: other networks of the same nodes are none of its business', async () => {
    await using other = await openLinked('swarm')
    expect(other.test.runtime.nodes!.of('far').name).toBe('node-2')
    await using _ = await linked.faults.partNodes(node)
    const client = await other.dial()
    client.say('hello')
    await heardBy(client, 'hello')
  })

  it('parted one way: what the node has sent is lost', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.partNodes(node, { direction: 'sent' })
    client.say('there')
    await expect.poll(farHeard).toContain('heard there')
    await delay(A_WHILE_MS)
    expect(client.heard).not.toContain('there')
    await fault.heal()
    await heardBy(client, 'there')
  })

  it('parted the other way: what it would have received is lost', async () => {
    const client = await linked.talking()
    client.say(`later ${A_WHILE_MS}`)
    await expect.poll(farHeard).toContain(`heard later ${A_WHILE_MS}`)
    await using fault = await linked.faults.partNodes(node, { direction: 'received' })
    client.say('lost')
    await heardBy(client, 'later')
    expect(farHeard()).not.toContain('heard lost')
    await fault.heal()
    await heardBy(client, 'lost')
  })

  it('parted: new connections are refused where that is asked for, from either side', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.partNodes(node, { newFlows: 'refused' })
    expect(await dialled(healed.timeout)).toBe('EHOSTUNREACH')
    expect(await dialled(healed.timeout)).toBe('EHOSTUNREACH')
    client.say('lost')
    await delay(A_WHILE_MS)
    expect(client.closed).toBe(false)
    await fault.heal()
    await heardBy(client, 'lost')
  })

  it('parted without a packet between them proves nothing', async () => {
    const fault = await linked.faults.partNodes(node)
    await fault.heal()
    expect(linked.told().at(-1)).toBe('healed no packet passed node-2 on which it could act')
  })

  it('lost: nobody is told, and the node comes back with what ran there', async () => {
    const client = await linked.talking()
    const { incarnation } = linked.server.started
    await using fault = await linked.faults.loseNode(node)
    expect(linked.server.running).toBe(false)
    client.say('lost')
    await delay(2 * A_WHILE_MS)
    expect(client.closed).toBe(false)
    expect((await linked.link.state()).connections).toBe(1)
    expect(await dialled(A_WHILE_MS)).toBe('nothing')
    await fault.heal()
    expect(linked.server.started.incarnation).toBe(incarnation + 1)
    await linked.talking()
    expect(linked.told().slice(0, 2)).toEqual([
      'requested node-2 is gone, with far',
      'observed ended by SIGKILL: far',
    ])
  })

  it('aim at nothing but nodes of the run that can be lost', async () => {
    await expect(linked.faults.loseNode(nodes().of('toxiproxy'))).rejects.toThrow(
      'node-1 carries the links (toxiproxy), without which nothing is measured: lose another node',
    )
    expect(linked.told()).toEqual([])
  })
})
