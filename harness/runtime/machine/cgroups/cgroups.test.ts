import { expect, test } from 'vitest'
import { countersIn, countersSince } from './counters.ts'
import { groupName, runOfGroup } from './group-name.ts'
import { freeWrites, limitWrites } from './limits.ts'
import { cgroupPlace, upwards } from './place.ts'

const v1Mounts = `30 22 0:27 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
34 30 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 30 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw`
const v2Mounts = '33 24 0:28 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate'
const scope = '0::/user.slice/user-0.slice/session-3.scope\n'

test('version 1: each controller has a mount of its own, others beside it', () => {
  const cgroup = '4:memory:/jobs/a\n2:cpu,cpuacct:/\n0::/\n'
  expect(cgroupPlace('cpu', cgroup, v1Mounts)).toEqual({
    version: 1,
    mount: '/sys/fs/cgroup/cpu,cpuacct',
    folder: '/sys/fs/cgroup/cpu,cpuacct',
  })
  expect(cgroupPlace('memory', cgroup, v1Mounts)?.folder).toBe('/sys/fs/cgroup/memory/jobs/a')
})

test('version 2: one mount, and the groups above it', () => {
  const place = cgroupPlace('memory', scope, v2Mounts)!
  expect(place).toMatchObject({ version: 2, mount: '/sys/fs/cgroup' })
  expect(upwards(place)).toEqual([
    '/sys/fs/cgroup/user.slice/user-0.slice/session-3.scope',
    '/sys/fs/cgroup/user.slice/user-0.slice',
    '/sys/fs/cgroup/user.slice',
    '/sys/fs/cgroup',
  ])
})

test('a mount that begins at the own group, as in a container', () => {
  const mounts = '5 4 0:31 /docker/1f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory'
  expect(cgroupPlace('memory', '4:memory:/docker/1f/x\n', mounts)?.folder).toBe('/sys/fs/cgroup/memory/x')
  expect(cgroupPlace('memory', '4:memory:/docker/1f\n', mounts)?.folder).toBe('/sys/fs/cgroup/memory')
})

test('a mount point with a blank, and no mount at all', () => {
  const mounts = '5 4 0:31 / /mnt/a\\040b rw - cgroup2 none rw'
  expect(cgroupPlace('cpu', scope, mounts)?.mount).toBe('/mnt/a b')
  expect(cgroupPlace('cpu', scope, '30 22 0:27 / /proc rw - proc proc rw')).toBeUndefined()
  expect(cgroupPlace('cpu', '', v2Mounts)).toBeUndefined()
})

test('counters of both versions', () => {
  expect(countersIn('nr_periods 9\nnr_throttled 4\nthrottled_time 123456\n').throttled).toBe(4)
  expect(countersIn('usage_usec 9\nnr_periods 9\nnr_throttled 5\nthrottled_usec 8\n').throttled).toBe(5)
  const v1 = countersIn('17\noom_kill_disable 0\nunder_oom 0\noom_kill 1\n')
  expect(v1).toEqual({ throttled: 0, atLimit: 17, killed: 1 })
  const v2 = countersIn('low 0\nhigh 0\nmax 6\noom 1\noom_kill 2\noom_group_kill 0\n')
  expect(v2).toEqual({ throttled: 0, atLimit: 6, killed: 2 })
  expect(countersIn('')).toEqual({ throttled: 0, atLimit: 0, killed: 0 })
  expect(countersSince(v1, { ...v1, killed: 3 })).toEqual({ throttled: 0, atLimit: 0, killed: 2 })
})

test('what is written to limit and to free', () => {
  const cpu = { controller: 'cpu', quota: 0.25 } as const
  expect(limitWrites(1, cpu).map(({ file, text }) => `${file}=${text}`)).toEqual([
    'cpu.cfs_period_us=100000',
    'cpu.cfs_quota_us=25000',
  ])
  expect(limitWrites(2, cpu)).toEqual([{ file: 'cpu.max', text: '25000 100000' }])
  const memory = { controller: 'memory', room: 4_096 } as const
  expect(limitWrites(1, memory).at(-1)).toEqual({ file: 'memory.limit_in_bytes', text: '4096' })
  expect(limitWrites(2, memory).at(-1)).toEqual({ file: 'memory.max', text: '4096' })
  expect(freeWrites(2, 'cpu')).toEqual([{ file: 'cpu.max', text: 'max 100000' }])
  expect(freeWrites(1, 'memory')).toEqual([{ file: 'memory.limit_in_bytes', text: '-1' }])
})

test('a group says by its name to which run it belongs', () => {
  const name = groupName('20261130-092029-d2ab')
  expect(runOfGroup(name)).toBe('20261130-092029-d2ab')
  expect(groupName('20261130-092029-d2ab')).not.toBe(name)
  expect(['gameday-probe-1', 'docker', 'gameday.x'].map(runOfGroup)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
