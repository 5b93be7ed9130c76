import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { packetsMissing } from '../../runtime/packets/missing.ts'
import { Client, heardBy, type Linked, openLinked } from './fixtures/linked.ts'

const missing = await packetsMissing()
const containers = await containersMissing()

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

/** Long enough for anything that is not lost to arrive. */
const A_WHILE_MS = 400
/** TCP tries again after up to twice what the fault lasted. */
const healed = { timeout: 10_000 }

function conforms(kind: RuntimeKind): void {
  let linked: Linked
  beforeAll(async () => {
    linked = await openLinked(kind)
  })
  beforeEach(() => linked.clear())
  afterAll(() => linked?.[Symbol.asyncDispose]())

  const farHeard = () => linked.farHeard()

  it('half-open: both ends stay established and unacknowledged, new flows pass, healing delivers', async () => {
    const client = await linked.talking()
    client.say(`later ${A_WHILE_MS}`)
    await expect.poll(farHeard).toContain(`heard later ${A_WHILE_MS}`)
    await using fault = await linked.faults.halfOpen(linked.link)
    client.say('lost')
    await delay(2 * A_WHILE_MS)
    expect(client.kernel()).toMatch(/^ESTAB.*timer:\(on,/)
    expect(farHeard()).not.toContain('heard lost')
    // What the far side sent itself is not acknowledged either.
    expect((await linked.server.sockets()).unsent).toBe(1)
    expect(client.heard).not.toContain('later')
    await linked.talking()
    await fault.heal()
    await heardBy(client, 'lost')
    await heardBy(client, 'later')
    expect(client.error).toBeUndefined()
    expect(linked.told()[1]).toMatch(/^observed \d+ packets affected, \d+ bytes$/)
  })

  it('half-open one way: what the near side says arrives, what the far side answers does not', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.halfOpen(linked.link, { direction: 'answers' })
    client.say('there')
    await expect.poll(farHeard).toContain('heard there')
    await delay(A_WHILE_MS)
    expect(client.heard).not.toContain('there')
    await fault.heal()
    await heardBy(client, 'there')
  })

  it('partition: nothing passes, dials hang and nobody is refused; healing lets both go on', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.partition(linked.link)
    client.say('lost')
    const late = linked.begin()
    await delay(A_WHILE_MS)
    expect(late.kernel()).toMatch(/^SYN-SENT/)
    expect(farHeard()).not.toContain('heard lost')
    await fault.heal()
    await heardBy(client, 'lost')
    await expect.poll(() => late.connected, healed).toBe(true)
  })

  it('partition one way: requests are lost, what the far side sends of itself arrives', async () => {
    const client = await linked.talking()
    client.say(`later ${A_WHILE_MS}`)
    await expect.poll(farHeard).toContain(`heard later ${A_WHILE_MS}`)
    await using fault = await linked.faults.partition(linked.link, { direction: 'requests' })
    client.say('lost')
    await heardBy(client, 'later')
    expect(farHeard()).not.toContain('heard lost')
    await fault.heal()
    await heardBy(client, 'lost')
  })

  it('drop-packets: TCP sends again, and all arrives', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.dropPackets(linked.link, { probability: 0.2 })
    for (let i = 0; i < 30; i++) {
      client.say(`number ${i}.`)
      await heardBy(client, `number ${i}.`)
    }
    expect(client.kernel()).toMatch(/retrans:0\/[1-9]|bytes_retrans:[1-9]|dsack_dups:[1-9]|rcv_ooopack:[1-9]/)
    await fault.heal()
    expect(linked.told()[1]).toMatch(/^observed [1-9]\d* of \d+ packets lost, asked for a share of 0.2$/)
  }, 60_000)

  it('drop-syns: dials hang, open connections go on, healing lets the dial through', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.dropSyns(linked.link)
    const late = linked.begin()
    await delay(A_WHILE_MS)
    expect(late.kernel()).toMatch(/^SYN-SENT.*timer:\(on,/)
    client.say('still')
    await heardBy(client, 'still')
    await fault.heal()
    await expect.poll(() => late.connected, healed).toBe(true)
  })

  it.each([
    ['reset', 'ECONNREFUSED'],
    ['host-unreachable', 'EHOSTUNREACH'],
    ['admin-prohibited', 'EHOSTUNREACH'],
  ] as const)('refuse by %s: dials fail with %s, open connections go on', async (by, code) => {
    const client = await linked.talking()
    await using fault = await linked.faults.refuse(linked.link, { by })
    // More at once than a kernel sends ICMP messages to one address in a second by default.
    const refused = Array.from({ length: 20 }, () => linked.begin())
    await expect.poll(() => refused.map(({ error }) => error)).toEqual(refused.map(() => code))
    client.say('still')
    await heardBy(client, 'still')
    await fault.heal()
    await linked.talking()
    expect(linked.told()[1]).toMatch(/^observed 20 packets affected/)
  })

  it('police-rate: no more than the rate passes, after one second of it at once', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.policeRate(linked.link, { rate: 100, direction: 'answers' })
    const from = performance.now()
    client.say('send 1000000')
    await delay(2_000)
    const [received, seconds] = [client.received, (performance.now() - from) / 1_000]
    expect(received).toBeGreaterThan(10_000)
    expect(received).toBeLessThan(1_024 * (64 + 100 * (1 + seconds) + 64))
    await fault.heal()
    await expect.poll(() => client.received, { timeout: 30_000 }).toBeGreaterThan(1_000_000)
  }, 60_000)

  it('nat-expiry: an idle connection is forgotten and stays established, one that talks is kept', async () => {
    const [idle, busy] = [await linked.talking(), await linked.talking()]
    await using fault = await linked.faults.natExpiry(linked.link, { idle: '1500ms' })
    for (let i = 0; i < 8; i++) {
      await delay(300)
      busy.say(`still ${i}`)
      await heardBy(busy, `still ${i}`)
    }
    idle.say('lost')
    await delay(A_WHILE_MS)
    expect(farHeard()).not.toContain('heard lost')
    expect(idle.kernel()).toMatch(/^ESTAB.*timer:\(on,/)
    await linked.talking()
    await fault.heal()
    await heardBy(idle, 'lost')
    expect(linked.told()[1]).toMatch(/^observed [1-9]\d* of \d+ packets came when their mapping was gone$/)
  }, 60_000)

  it('nat-expiry with an answer: an idle connection gets an RST when it talks again', async () => {
    const client = await linked.talking()
    await using fault = await linked.faults.natExpiry(linked.link, { idle: '500ms', answer: 'reset' })
    await delay(1_000)
    client.say('lost')
    await expect.poll(() => client.error).toBe('ECONNRESET')
    await fault.heal()
    expect(linked.told()[1]).toMatch(/^observed/)
  }, 60_000)

  it('nat-expiry that ends before anything can be forgotten proves nothing', async () => {
    const client = await linked.talking()
    const fault = await linked.faults.natExpiry(linked.link, { idle: '60s' })
    client.say('kept')
    await heardBy(client, 'kept')
    await fault.heal()
    expect(linked.told()[1]).toMatch(
      /^healed it lasted for \d+ ms, in which no mapping can be idle for 60000 ms$/,
    )
  })

  it('abort-sockets: the owner reads ECONNABORTED, its peer ECONNRESET', async () => {
    await linked.talking()
    const direct = await Client.dial(linked.test.runtime.reach(linked.server.spec.ports.main!))
    direct.say('direct')
    await heardBy(direct, 'direct')
    expect(await linked.faults.abortSockets({ service: linked.server })).toBe(2)
    await expect.poll(() => direct.error).toBe('ECONNRESET')
    await expect.poll(farHeard).toContain('error ECONNABORTED')
    expect(linked.told()[1]).toBe('observed 2 sockets destroyed')
    await linked.talking()
  })

  it.each([
    ['halfOpen', {}],
    ['partition', {}],
    ['dropPackets', { probability: 0.5 }],
    ['dropSyns', {}],
    ['refuse', {}],
    ['policeRate', { rate: 100 }],
    ['natExpiry', { idle: '100ms' }],
  ] as const)('%s without traffic proves nothing', async (name, options) => {
    const inject = linked.faults[name] as (
      link: typeof linked.link,
      options: object,
    ) => ReturnType<typeof linked.faults.halfOpen>
    const fault = await inject(linked.link, options)
    await delay(A_WHILE_MS)
    await fault.heal()
    expect(linked.told()[1]).toBe('healed no packet passed near-far on which it could act')
  })

  it('abort-sockets without a connection proves nothing', async () => {
    expect(await linked.faults.abortSockets({ service: linked.server })).toBe(0)
    expect(linked.told()[1]).toBe('healed far had no open connection')
  })
}
