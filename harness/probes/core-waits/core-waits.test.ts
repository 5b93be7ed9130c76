import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { eventsOf } from '../../journal/events.ts'
import { memoryJournal } from '../../journal/writer.ts'
import { OthersShare } from './attribute.ts'
import { Threads } from './threads.ts'
import { watchCoreWaits } from './watch.ts'

describe('what services owe to others', () => {
  const counted = (...looks: readonly (readonly [taken: number, ran: number, waited: number])[]) => {
    const share = new OthersShare()
    return looks.map(([takenMs, ranMs, waitedMs]) => share.next({ takenMs, ranMs, waitedMs }))
  }

  it('is their wait where others had the cores', () => {
    expect(counted([200, 40, 60], [200, 60, 70])).toEqual([60, 70])
  })

  it('is nothing where they had the cores themselves', () => {
    expect(counted([200, 200, 90], [200, 200, 90])).toEqual([0, 0])
  })

  it('is no more than others took, also over some looks', () => {
    expect(counted([200, 150, 90], [200, 190, 90], [200, 190, 90])).toEqual([50, 10, 10])
  })

  it('may have been taken in a look before: the kernel counts in ticks', () => {
    expect(counted([120, 60, 10], [60, 60, 40])).toEqual([10, 40])
    // A tick that is counted late is no debt for ever.
    expect(counted([40, 80, 0], ...Array.from({ length: 5 }, () => [200, 50, 50] as const)).at(-1)).toBe(50)
  })
})

const told = existsSync('/proc/self/schedstat')
describe.skipIf(!told)(`threads of services${told ? '' : ': no kernel that counts their waits'}`, () => {
  const groups: number[] = []
  afterEach(() => {
    for (const pid of groups.splice(0)) process.kill(-pid, 'SIGKILL')
  })
  const start = (script: string) => {
    const { pid } = spawn('/bin/sh', ['-c', script], { stdio: 'ignore', detached: true })
    groups.push(pid!)
    return pid!
  }
  const spinning = 'while :; do :; done'

  it('are those of what they started, too, and of none that have ended', async () => {
    const threads = new Threads()
    // The second command keeps the shell from becoming the first.
    const pid = start(`/bin/sh -c '${spinning}' & wait; true`)
    threads.follow('it', pid)
    await expect.poll(() => threads.look().ranNs, { timeout: 20_000 }).toBeGreaterThan(0)
    threads.leave('it')
    await expect.poll(() => Array.from({ length: 12 }, () => threads.look().ranNs).at(-1)).toBe(0)
  })

  it('that wait for a core that others have are journaled', async () => {
    const journal = memoryJournal()
    using _watch = watchCoreWaits(journal)
    // Each core has two others that never rest.
    for (let i = 0; i < 2 * availableParallelism(); i++) start(spinning)
    journal.append({ kind: 'service', service: 'it', incarnation: 1, state: 'spawned', pid: start(spinning) })
    await expect.poll(() => eventsOf(journal.events, 'stall').length, { timeout: 20_000 }).toBeGreaterThan(0)
    journal.append({ kind: 'service', service: 'it', incarnation: 1, state: 'exited', code: 0 })
    await sleep(300)
    const before = journal.events.length
    await sleep(400)
    expect(journal.events).toHaveLength(before)
    for (const { who } of eventsOf(journal.events, 'stall')) expect(who).toBe('services')
  })
})
