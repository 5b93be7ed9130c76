import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { prlimitMissing } from '../../runtime/machine/prlimit.ts'
import { straceMissing } from '../../runtime/machine/strace-missing.ts'
import { Client, type Linked, openLinked } from '../packets/fixtures/linked.ts'

const missing = (await prlimitMissing()) ?? (await straceMissing())
const containers = await containersMissing()

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

function conforms(kind: RuntimeKind): void {
  let linked: Linked
  let target: Parameters<Linked['faults']['takeDescriptors']>[0]
  beforeEach(async () => {
    linked = await openLinked(kind)
    target = { service: linked.server }
  })
  afterEach(() => linked[Symbol.asyncDispose]())

  /** Directly, so that nothing but the service needs a descriptor. */
  const dial = () => Client.dial(linked.test.runtime.reach(linked.server.spec.ports.main!))
  const answer = async (client: Client, line: string) => {
    client.heard = ''
    client.say(line)
    await expect.poll(() => client.heard, { timeout: 10_000 }).toContain('\n')
    return client.heard.trim()
  }
  const kernel = (file: string) => readFileSync(`/proc/${linked.server.started.pid}/${file}`, 'utf8')

  it('take-descriptors: what is open stays, nothing more can be opened, healing gives them back', async () => {
    const client = await dial()
    // The kernel has taken the connection on; without a descriptor the service never would.
    expect(await answer(client, 'open')).toMatch(/^open ok/)
    const before = /^Max open files.*$/m.exec(kernel('limits'))![0]
    await using fault = await linked.faults.takeDescriptors(target, { limit: 3 })
    expect(kernel('limits')).toMatch(/^Max open files +3 /m)
    expect(await answer(client, 'open')).toBe('open EMFILE')
    await expect.poll(() => linked.told()[1]).toMatch(/^observed \d+ descriptors open where 3 are allowed$/)
    await fault.heal()
    expect(kernel('limits')).toContain(before)
    expect(await answer(client, 'open')).toMatch(/^open ok/)
  })

  it('take-descriptors: a limit that is never reached proves nothing', async () => {
    const fault = await linked.faults.takeDescriptors(target, { limit: 500 })
    await delay(100)
    await fault.heal()
    expect(linked.told()[1]).toBe('healed far never had 500 descriptors open')
  })

  it.each(['EIO', 'ENOSPC'] as const)(
    'fail-system-call: fsync fails with %s until it is healed',
    async (error) => {
      const client = await dial()
      await using fault = await linked.faults.failSystemCall(target, { call: 'fsync', error })
      expect(kernel('status')).toMatch(/^TracerPid:\t[1-9]/m)
      for (let i = 0; i < 3; i++) expect(await answer(client, 'sync')).toBe(`sync ${error}`)
      await fault.heal()
      expect(await answer(client, 'sync')).toMatch(/^sync ok/)
      expect(kernel('status')).toMatch(/^TracerPid:\t0/m)
      expect(linked.told()[1]).toBe(`observed 3 calls of fsync failed with ${error}`)
    },
  )

  it('slow-system-call: fsync takes as much longer', async () => {
    const client = await dial()
    await using fault = await linked.faults.slowSystemCall(target, { call: 'fsync', delay: '300ms' })
    expect(Number((await answer(client, 'sync')).split(' ')[2])).toBeGreaterThanOrEqual(300)
    await fault.heal()
    expect(await answer(client, 'sync')).toMatch(/^sync ok/)
    expect(linked.told()[1]).toBe('observed 1 calls of fsync delayed by 300 ms')
  })

  it('a system call that is never made proves nothing', async () => {
    const fault = await linked.faults.failSystemCall(target, { call: 'fdatasync', error: 'EIO' })
    await fault.heal()
    expect(linked.told()[1]).toBe('healed far never called fdatasync')
  })
}
