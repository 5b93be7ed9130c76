import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventsOf, type RuntimeKind } from '../../journal/events.ts'
import { memoryJournal } from '../../journal/writer.ts'
import { disksMissing } from '../../runtime/disk/missing.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { opener, openTest, type TestRuntime } from '../../runtime/fixtures/open-runtime.ts'
import type { Service } from '../../runtime/runtime.ts'
import type { OpenFault } from '../fault.ts'
import { createFaults, type Faults } from '../faults.ts'
import { Client } from '../packets/fixtures/linked.ts'

const missing = await disksMissing()
const containers = await containersMissing()

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

const bytes = 4 * 1_024 * 1_024

function conforms(kind: RuntimeKind): void {
  let test: TestRuntime
  let service: Service
  let folder: string
  let faults: Faults
  let journal: ReturnType<typeof memoryJournal>
  const told = () =>
    eventsOf(journal.events, 'fault')
      .filter(({ state }) => state !== 'acting')
      .map(({ state, detail }) => `${state} ${detail}`)
  beforeEach(async () => {
    test = await openTest(opener(kind))
    folder = kind === 'processes' ? `/tmp/gameday-disk-${test.runId}` : '/srv/data'
    service = await run('far')
    journal = memoryJournal()
    faults = createFaults({ journal, open: new Set<OpenFault>() }, 1)
  })
  afterEach(async () => {
    await test[Symbol.asyncDispose]()
    if (kind === 'processes') rmSync(folder, { recursive: true })
  })

  const run = (name: string, env = {}) =>
    test.run('talker', { name, disk: { folder, bytes }, env: { FOLDER: folder, ...env } })

  /** What comes of it when the service itself writes. */
  const answer = async (line: string, by = service) => {
    const client = await Client.dial(by.reached!)
    client.say(line)
    await expect.poll(() => client.heard, { timeout: 10_000 }).toContain('\n')
    client.socket.destroy()
    return client.heard.trim().split(' ')[1]
  }

  /** Bytes that are free, as `df` says in the mount namespace of the service. */
  const free = () => {
    const inside = ['--mount', `--target=${service.started.pid}`, '--', 'stat', '-f', '-c', '%a %S', folder]
    const [blocks, size] = execFileSync('nsenter', inside, { encoding: 'utf8' }).split(' ').map(Number)
    return blocks! * size!
  }

  it('writes of the service fail, statfs says that nothing is free, healing gives it back', async () => {
    expect(await answer('save 64')).toBe('ok')
    const before = free()
    await using fault = await faults.fillDisk({ service })
    expect(free()).toBe(0)
    expect(await answer('save 64')).toBe('ENOSPC')
    await fault.heal()
    expect(free()).toBe(before)
    expect(await answer('save 64')).toBe('ok')
    expect(told()[1]).toBe('observed 0 of 4,194,304 bytes were free, 1 lines tell of a failed write')
    // Nobody else sees the disk.
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(` ${folder} `)
  })

  it('nothing written meanwhile proves nothing, nor does a failure of which nobody tells', async () => {
    const fault = await faults.fillDisk({ service })
    await fault.heal()
    expect(told()[1]).toBe(
      'healed far told of no write that failed; 0 of 4,194,304 bytes were free at the least',
    )
    const silent = await run('silent', { SAYS: 'nothing' })
    const second = await faults.fillDisk({ service: silent })
    expect(await answer('save 64', silent)).toBe('ENOSPC')
    await second.heal()
    expect(told().at(-1)).toMatch(/^healed silent told of no write that failed/)
  })

  it('room: what is left can be written, and that it was taken is evidence', async () => {
    const silent = await run('silent', { SAYS: 'nothing' })
    const fault = await faults.fillDisk({ service: silent }, { room: 0.25 })
    expect(await answer('save 64', silent)).toBe('ok')
    expect(await answer('save 256', silent)).toBe('ENOSPC')
    await delay(200)
    await fault.heal()
    expect(told().at(-2)).toBe('observed 0 of 4,194,304 bytes were free, 0 lines tell of a failed write')
  })

  it('the disk is kept over a kill and a restart, full or not', async () => {
    expect(await answer('save 64')).toBe('ok')
    await using fault = await faults.fillDisk({ service })
    await service.kill()
    await service.restart()
    expect(free()).toBe(0)
    expect(await answer('save 64')).toBe('ENOSPC')
    await service.kill()
    await fault.heal()
    await service.restart()
    expect(free()).toBe(bytes - 65_536)
    const { stdout } = await service.exec(['ls', folder])
    expect(stdout).toBe('saved\n')
  })

  it('refuses what cannot work, and says what can', async () => {
    const plain = await test.run('talker', { name: 'plain' })
    await expect(faults.fillDisk({ service: plain })).rejects.toThrow('plain has no disk of its own')
    await expect(faults.fillDisk({ service }, { room: 4 })).rejects.toThrow(
      'room 4: MB, from 0 to less than the 4 of the disk',
    )
    expect(await answer('save 3072')).toBe('ok')
    await expect(faults.fillDisk({ service }, { room: 2 })).rejects.toThrow('1048576 already')
    expect(free()).toBe(1_048_576)
  })
}
