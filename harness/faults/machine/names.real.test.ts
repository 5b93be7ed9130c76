import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventsOf, type RuntimeKind } from '../../journal/events.ts'
import { memoryJournal } from '../../journal/writer.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { opener, openTest, type TestRuntime } from '../../runtime/fixtures/open-runtime.ts'
import { linkAddress, openLinks, reserveLinks } from '../../runtime/links.ts'
import { namesMissing } from '../../runtime/names/missing.ts'
import type { Service } from '../../runtime/runtime.ts'
import type { OpenFault } from '../fault.ts'
import { createFaults } from '../faults.ts'
import { Client } from '../packets/fixtures/linked.ts'

const missing = await namesMissing()
const containers = await containersMissing()

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

function conforms(kind: RuntimeKind): void {
  let test: TestRuntime
  let service: Service
  const journal = memoryJournal()
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 1)
  const told = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
  beforeEach(async () => {
    test = await openTest(opener(kind))
    service = await test.run('talker', { names: { 'ci.internal': '127.9.9.9', 'db.internal': '127.8.8.8' } })
  })
  afterEach(() => test[Symbol.asyncDispose]())

  /** What getaddrinfo gives the service; undefined where it has given nothing within so long. */
  const resolved = async (name: string, by = service, timeout = 10_000) => {
    const client = await Client.dial(by.reached!)
    client.say(`resolve ${name}`)
    await expect
      .poll(() => client.heard, { timeout })
      .toContain('\n')
      .catch(() => {})
    client.socket.destroy()
    return client.heard.trim().split(' ')[1]
  }

  it('a service resolves its own names and no others, and the machine keeps its own server', async () => {
    expect(await resolved('ci.internal')).toBe('127.9.9.9')
    expect(await resolved('CI.internal')).toBe('127.9.9.9')
    expect(await resolved('elsewhere.internal')).toBe('ENOTFOUND')
    const other = await test.run('talker', { name: 'other', names: { 'ci.internal': '127.7.7.7' } })
    expect(other.resolver!.address).not.toBe(service.resolver!.address)
    await service.kill()
    await service.restart()
    expect(await resolved('ci.internal')).toBe('127.9.9.9')
  })

  it.each([
    ['wrong', '127.255.255.254', /^observed \d+ queries were answered with a wrong address$/],
    ['empty', 'ENOTFOUND', /^observed \d+ queries were answered without an address$/],
    ['error', 'EAI_AGAIN', /^observed \d+ queries were answered with SERVFAIL$/],
  ] as const)('%s: what the service gets, and the truth after healing', async (answer, gets, evidence) => {
    const fault = await faults.distortNames({ service }, { answer, name: 'ci.internal' })
    expect(await resolved('ci.internal')).toBe(gets)
    expect(await resolved('db.internal')).toBe('127.8.8.8')
    await fault.heal()
    expect(await resolved('ci.internal')).toBe('127.9.9.9')
    expect(told().at(-2)).toMatch(evidence)
  })

  it('silent: nothing comes', async () => {
    const fault = await faults.distortNames({ service }, { answer: 'silent' })
    expect(await resolved('ci.internal', service, 1_500)).toBeUndefined()
    await fault.heal()
    expect(told().at(-2)).toMatch(/^observed \d+ queries were answered not at all$/)
  })

  it('a name that nobody asks for proves nothing', async () => {
    const fault = await faults.distortNames({ service }, { answer: 'empty', name: 'ci.internal' })
    expect(await resolved('db.internal')).toBe('127.8.8.8')
    await fault.heal()
    expect(told().at(-1)).toBe('healed talker never asked for ci.internal')
  })

  it('stale: the far side moves, its name is told as before, and as it is after healing', async () => {
    const addresses = await reserveLinks(test.runtime, ['asker-talker'])
    const { host, port } = linkAddress(addresses, 'asker-talker')
    const asker = await test.run('talker', { name: 'asker', names: { 'far.internal': host } })
    const spec = { from: 'asker', to: 'talker', upstream: service.spec.ports.main! }
    const link = (await openLinks(test.runtime, addresses, [spec])).get('asker-talker')!
    const fault = await faults.staleName({ service: asker }, { name: 'far.internal', link })
    expect(await resolved('far.internal', asker)).toBe(host)
    const late = Client.begin({ host, port })
    await expect.poll(() => late.error).toBe('ECONNRESET')
    // So is whoever comes after that.
    const later = Client.begin({ host, port })
    await expect.poll(() => later.error).toBe('ECONNRESET')
    await fault.heal()
    await expect(Client.dial({ host, port })).rejects.toThrow('ECONNREFUSED')
    const moved = await resolved('far.internal', asker)
    expect(moved).not.toBe(host)
    const client = await Client.dial({ host: moved!, port })
    client.say('hello')
    await expect.poll(() => client.heard).toBe('hello\n')
    client.socket.destroy()
    expect(told().at(-2)).toMatch(
      /^observed \d+ queries were answered with the old address, 2 connections to it were reset$/,
    )
    const again = await faults.staleName({ service: asker }, { name: 'far.internal', link })
    const left = Client.begin({ host: moved!, port })
    await expect.poll(() => left.error).toBe('ECONNRESET')
    await again.heal()
    expect(await resolved('far.internal', asker)).not.toBe(moved)
  })

  it('refuses what cannot work, and says what can', async () => {
    const plain = await test.run('talker', { name: 'plain' })
    const wrong = { answer: 'wrong' } as const
    await expect(faults.distortNames({ service: plain }, wrong)).rejects.toThrow('has to say names')
    await expect(faults.distortNames({ service }, { ...wrong, name: 'x' })).rejects.toThrow(
      'name "x": talker has ci.internal, db.internal',
    )
    await expect(faults.distortNames({ service }, { ...wrong, address: '8.8.8.8' })).rejects.toThrow(
      'loopback',
    )
  })
}
