import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { cgroupsMissing } from '../../runtime/machine/cgroups/missing.ts'
import { leftGroups } from '../../runtime/machine/cgroups/sweep-groups.ts'
import { Client, type Linked, openLinked } from '../packets/fixtures/linked.ts'

const missing = await cgroupsMissing()
const containers = await containersMissing()

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => conforms('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  conforms('containers'),
)

/** Of the clock that `/proc/PID/stat` counts in. */
const MS_PER_TICK = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

function conforms(kind: RuntimeKind): void {
  let linked: Linked
  let target: Parameters<Linked['faults']['squeezeCpu']>[0]
  beforeEach(async () => {
    linked = await openLinked(kind)
    target = { service: linked.server }
  })
  afterEach(() => linked[Symbol.asyncDispose]())

  const dial = () => Client.dial(linked.test.runtime.reach(linked.server.spec.ports.main!))
  const kernel = (file: string) => readFileSync(`/proc/${linked.server.started.pid}/${file}`, 'utf8')
  const cpuMs = () => {
    const fields = kernel('stat').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
  }
  const answer = async (client: Client, line: string) => {
    client.heard = ''
    client.say(line)
    await expect.poll(() => client.heard, { timeout: 20_000 }).toContain('\n')
    return client.heard.trim()
  }

  it('squeeze-cpu: gets no more of a core than its quota until it is healed', async () => {
    const client = await dial()
    const groups = kernel('cgroup')
    await using fault = await linked.faults.squeezeCpu(target, { quota: 0.2 })
    const [cpu, from] = [cpuMs(), performance.now()]
    expect(await answer(client, 'burn 1500')).toMatch(/^burn ok/)
    // A period more, as it may end in the middle of one.
    expect(cpuMs() - cpu).toBeLessThan(0.2 * (performance.now() - from + 200))
    await fault.heal()
    expect(linked.told()[1]).toMatch(/^observed held back in \d+ periods of 100 ms$/)
    expect(kernel('cgroup')).toBe(groups)
    expect([...(await leftGroups()).values()]).not.toContain(linked.test.runId)
  })

  it('squeeze-cpu: a quota that is never used up proves nothing', async () => {
    const fault = await linked.faults.squeezeCpu(target, { quota: 8 })
    await delay(150)
    await fault.heal()
    expect(linked.told()[1]).toBe('healed far never used 8 of a core up')
  })

  it('squeeze-memory: what needs more is killed', async () => {
    const client = await dial()
    const fault = await linked.faults.squeezeMemory(target, { room: 24 })
    client.say('keep 200')
    expect((await linked.server.exited).code).toBe(137)
    await fault.heal()
    expect(linked.told()[1]).toMatch(/^observed met its limit \d+ times, [1-9]\d* processes killed$/)
    expect([...(await leftGroups()).values()]).not.toContain(linked.test.runId)
  })

  it('squeeze-memory: enough room proves nothing, and is as it was when healed', async () => {
    const client = await dial()
    const fault = await linked.faults.squeezeMemory(target, { room: 4_000 })
    expect(await answer(client, 'keep 10')).toMatch(/^keep ok/)
    await fault.heal()
    expect(linked.told()[1]).toBe('healed far never needed 4000 MB more')
    expect(await answer(client, 'keep 100')).toMatch(/^keep ok/)
  })
}
