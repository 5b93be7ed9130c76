import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { networkPlaceOf } from '../../runtime/packets/network-place.ts'
import { wireMissing } from '../../runtime/wire/missing.ts'
import { type Client, type Linked, openLinked } from '../packets/fixtures/linked.ts'

const missing = await wireMissing()
const containers = await containersMissing()

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

/** A busy machine takes its time; TCP sends a lost packet again after 0.2 s, and then after twice that. */
const patient = { timeout: 10_000, interval: 5 }

function conforms(kind: RuntimeKind): void {
  let linked: Linked
  let artefacts: string
  beforeEach(async () => {
    artefacts = mkdtempSync(join(tmpdir(), 'gameday-wire-'))
    linked = await openLinked(kind, { artefacts, seed: 7 })
  })
  afterEach(async () => {
    await linked[Symbol.asyncDispose]()
    rmSync(artefacts, { recursive: true })
  })

  const heardBy = (client: Client, line: string) => expect.poll(() => client.heard, patient).toContain(line)
  /** Says a line and waits for the answer. @returns how long that took, ms */
  const turn = async (client: Client, line: string) => {
    const from = performance.now()
    client.say(line)
    await heardBy(client, line)
    return performance.now() - from
  }
  /** What the far side has had of what the kernel of the proxy's namespace counts. */
  const inside = async (...argv: string[]) => {
    const { enter } = await networkPlaceOf(linked.link.proxies![0]!.service)
    const [program, ...args] = [...enter, ...argv]
    return execFileSync(program!, args, { encoding: 'utf8' })
  }
  const checksumErrors = async () =>
    Number(/TcpInCsumErrors +(\d+)/.exec(await inside('nstat', '-asz', 'TcpInCsumErrors'))![1])

  it('delay: a turn takes twice as long, the kernel measures it, too, and healing ends it', async () => {
    const client = await linked.dial()
    await turn(client, 'before')
    await using fault = await linked.faults.impairPackets(linked.link, { delay: '60ms', jitter: '10ms' })
    for (let i = 0; i < 8; i++) expect(await turn(client, `late ${i}.`)).toBeGreaterThanOrEqual(100)
    const rtt = Number(/ rtt:([\d.]+)/.exec(client.kernel())![1])
    // Smoothed over turns of which each is 100 to 140 ms, beginning at the first one's.
    expect(rtt).toBeGreaterThan(50)
    await fault.heal()
    const after = await Promise.all([turn(client, 'after 1'), turn(client, 'after 2')])
    expect(Math.min(...after)).toBeLessThan(100)
    expect(linked.told()[1]).toMatch(
      /^observed of \d+ packets \d+ kept for [\d.]+ ms on average, .*60 ± 10 ms asked for$/,
    )
  }, 60_000)

  it('one way: a turn takes once as long', async () => {
    const client = await linked.dial()
    await using fault = await linked.faults.impairPackets(linked.link, {
      delay: '100ms',
      direction: 'answers',
    })
    const turns = [await turn(client, 'one'), await turn(client, 'two'), await turn(client, 'three')]
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(99)
    expect(Math.min(...turns)).toBeLessThan(190)
    await fault.heal()
    expect(linked.told()[1]).toMatch(/^observed/)
  }, 60_000)

  it('loss, duplicates, reordering: TCP notices each and delivers all, in order', async () => {
    const client = await linked.dial()
    const asked = { loss: 0.1, duplicate: 0.2, reorder: 0.3 }
    await using fault = await linked.faults.impairPackets(linked.link, asked)
    for (let i = 0; i < 15; i++) await turn(client, `number ${i}.`)
    client.say('send 3000000')
    await expect.poll(() => client.received, { timeout: 60_000 }).toBeGreaterThan(3_000_000)
    expect(client.kernel()).toMatch(/rcv_ooopack:[1-9]/)
    await fault.heal()
    expect(client.heard).toContain(Array.from({ length: 15 }, (_, i) => `number ${i}.\n`).join(''))
    expect(linked.told()[1]).toMatch(
      /^observed of \d+ packets \d+ of \d+ lost, .* twice, .* put behind the next, .* [1-9]\d* of them overtaken$/,
    )
  }, 120_000)

  it('corrupt: TCP finds the checksum wrong, and all arrives as it was sent', async () => {
    const client = await linked.dial()
    const before = await checksumErrors()
    await using fault = await linked.faults.impairPackets(linked.link, {
      corrupt: 0.2,
      direction: 'requests',
    })
    for (let i = 0; i < 20; i++) await turn(client, `number ${i}.`)
    await fault.heal()
    const [, corrupted] = /^observed of \d+ packets (\d+) of \d+ corrupted/.exec(linked.told()[1]!)!
    expect((await checksumErrors()) - before).toBeGreaterThanOrEqual(Number(corrupted))
  }, 120_000)

  it('corrupt with checksums mended: TCP takes them, and readers see another bit', async () => {
    const client = await linked.dial()
    const before = await checksumErrors()
    const asked = { corrupt: 1, checksum: 'mended', direction: 'answers' } as const
    await using fault = await linked.faults.impairPackets(linked.link, asked)
    client.say('aaaaaaaaaaaaaaaa')
    await expect.poll(() => client.received, patient).toBeGreaterThan(16)
    await fault.heal()
    expect(client.heard).not.toContain('aaaaaaaaaaaaaaaa\n')
    expect(await checksumErrors()).toBe(before)
    expect(linked.told()[1]).toMatch(/^observed/)
  }, 60_000)

  it('what came and what left can be read by tcpdump, without data', async () => {
    const client = await linked.dial()
    await using fault = await linked.faults.impairPackets(linked.link, { loss: 0.3 })
    for (let i = 0; i < 5; i++) await turn(client, `secret ${i}.`)
    await fault.heal()
    const files = readdirSync(artefacts).sort()
    expect(files).toEqual([`${fault.id}-1-came.pcap`, `${fault.id}-1-left.pcap`])
    const read = files.map((file) =>
      execFileSync('tcpdump', ['-nn', '-A', '-r', join(artefacts, file)], { encoding: 'utf8' }),
    )
    const [came, left] = read.map(
      (text) => text.split('\n').filter((line) => / IP .* Flags /.test(line)).length,
    )
    const [, seen, lost] = /^observed of (\d+) packets (\d+) of/.exec(linked.told()[1]!)!
    expect([came, left]).toEqual([Number(seen), Number(seen) - Number(lost)])
    expect(read.join('')).not.toContain('secret')
  }, 60_000)

  it('without traffic it proves nothing; a second one on a link is refused', async () => {
    const fault = await linked.faults.impairPackets(linked.link, { loss: 0.5 })
    await expect(linked.faults.impairPackets(linked.link, { delay: '1ms' })).rejects.toThrow(/already/)
    await delay(300)
    await fault.heal()
    expect(linked.told()[1]).toBe('healed no packet passed near-far on which it could act')
  })

  it('a wire that is killed is healed at once: packets pass', async () => {
    const client = await linked.dial()
    await linked.faults.impairPackets(linked.link, { delay: '20ms' })
    await turn(client, 'through it')
    const [pid] = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'main.ts'], {
      encoding: 'utf8',
    }).split('\n')
    process.kill(Number(pid), 'SIGKILL')
    await turn(client, 'without it')
    await expect.poll(() => linked.told()[1]).toMatch(/^healed/)
  }, 60_000)
}
