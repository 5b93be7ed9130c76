import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { allPids } from '../../proc.ts'
import { nothing, sweep } from '../../reaper/sweep.ts'
import { cgroupsMissing } from './missing.ts'
import { SqueezeGroup } from './squeeze-group.ts'
import { leftGroups } from './sweep-groups.ts'

const missing = await cgroupsMissing()

test.skipIf(missing !== undefined)(
  `what even its keeper cannot remove any more, a sweep removes ${missing ?? ''}`,
  async () => {
    const runId = `groups-${process.pid}`
    const child = spawn('sh', ['-c', 'sleep 60 & wait'], { stdio: 'ignore', detached: true })
    onTestFinished(() => void process.kill(-child.pid!, 'SIGKILL'))
    const groups = () => readFileSync(`/proc/${child.pid}/cgroup`, 'utf8')
    const before = groups()
    await SqueezeGroup.open(runId, child.pid!, { controller: 'cpu', quota: 0.5 })
    const [folder] = [...(await leftGroups())].find(([, run]) => run === runId)!
    expect(groups()).not.toBe(before)
    expect(readFileSync(`${folder}/cgroup.procs`, 'utf8').trim().split('\n').length).toBeGreaterThan(1)

    for (const pid of await allPids()) {
      const argv = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''
      if (argv.startsWith('/bin/sh') && argv.includes(folder)) process.kill(pid, 'SIGKILL')
    }
    expect((await sweep(runId)).groups).toEqual(new Set([folder]))
    expect(groups()).toBe(before)
    expect(await sweep(runId)).toEqual(nothing)
  },
)
