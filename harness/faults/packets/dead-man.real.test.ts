import { execFileSync, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, type ExpectStatic, it } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { disksMissing } from '../../runtime/disk/missing.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { isRunning } from '../../runtime/fixtures/killed-harness.ts'
import { cgroupsMissing } from '../../runtime/machine/cgroups/missing.ts'
import { leftGroups } from '../../runtime/machine/cgroups/sweep-groups.ts'
import { faketimeMissing } from '../../runtime/machine/faketime-library.ts'
import { straceMissing } from '../../runtime/machine/strace-missing.ts'
import { packetsMissing } from '../../runtime/packets/missing.ts'
import { sweep } from '../../runtime/reaper/sweep.ts'
import { forgetRun } from '../../runtime/runs.ts'
import { RUN_LABEL } from '../../runtime/state.ts'
import { wireMissing } from '../../runtime/wire/missing.ts'

const noRules = await packetsMissing()
const missing = noRules ?? (await straceMissing())
const clocks = await faketimeMissing()
const withoutWire = await wireMissing()
const groupsMissing = noRules ?? (await cgroupsMissing())
const noDisks = noRules ?? (await disksMissing())
const containers = await containersMissing()

/** What is promised: nothing is left so long after whatever died. */
const PROMISED_MS = 5_000

/** A reaper that begins beside other tests; it loads in a fraction of a second on a quiet machine. */
const REAPER_STARTS_MS = 10_000

/** Moments of a cycle of injecting and healing, which takes 150 ms on a quiet machine; GAMEDAY_MOMENTS asks for more of them. */
const moments = Number(process.env.GAMEDAY_MOMENTS ?? 1)

const victims = ['harness', 'reaper', 'both'] as const

describe.skipIf(missing !== undefined)(`processes ${missing ?? ''}`, () => leavesNothing('processes'))
describe.skipIf(missing !== undefined || containers.skip)(`containers ${missing ?? containers.why}`, () =>
  leavesNothing('containers'),
)

function leavesNothing(kind: RuntimeKind): void {
  it.concurrent.for(victims)(
    'kill -9 of %s leaves no rule',
    { timeout: 60_000 * moments },
    (victim, { expect }) => kill(expect, kind, victim, 'partition'),
  )

  // In a container what a clock leaves goes with it.
  it
    .runIf(kind === 'processes' && !clocks)
    .for((['clock', 'drift'] as const).flatMap((what) => victims.map((victim) => [victim, what] as const)))(
    'kill -9 of %s leaves nothing of a clock: %s',
    { timeout: 120_000 * moments },
    ([victim, what], { expect }) => kill(expect, kind, victim, what),
  )

  it.concurrent.for(victims)(
    'kill -9 of %s leaves no tracer',
    { timeout: 60_000 * moments },
    (victim, { expect }) => kill(expect, kind, victim, 'tracer'),
  )

  it.for(victims)(
    'kill -9 of %s leaves no TLS edge, and nowhere its private key',
    { timeout: 120_000 * moments },
    (victim, { expect }) => kill(expect, kind, victim, 'certificate'),
  )

  // One after the other: each cycle starts two programs.
  it.skipIf(withoutWire !== undefined).for(victims)(
    'kill -9 of %s leaves no wire',
    { timeout: 60_000 * moments },
    (victim, { expect }) => kill(expect, kind, victim, 'wire'),
  )
}

describe.skipIf(noDisks !== undefined)(`processes ${noDisks ?? ''}`, () => leavesNoDisk('processes'))
describe.skipIf(noDisks !== undefined || containers.skip)(`containers ${noDisks ?? containers.why}`, () =>
  leavesNoDisk('containers'),
)

function leavesNoDisk(kind: RuntimeKind): void {
  it.for(victims)(
    'kill -9 of %s leaves no disk, and none that is full',
    { timeout: 120_000 * moments },
    (victim, { expect }) => kill(expect, kind, victim, 'disk'),
  )
}

describe.skipIf(groupsMissing !== undefined)(`processes ${groupsMissing ?? ''}`, () => {
  it.concurrent.for(victims)(
    'kill -9 of %s leaves no control group',
    { timeout: 60_000 * moments },
    (victim, { expect }) => kill(expect, 'processes', victim, 'squeeze'),
  )
})

type Broken = 'partition' | 'tracer' | 'clock' | 'drift' | 'wire' | 'squeeze' | 'disk' | 'certificate'

/** What leaves something that only a reaper, or `gameday clean`, takes away. */
const onlyReaped: readonly Broken[] = ['disk', 'certificate', 'clock', 'drift']

type Kill = readonly [expect: ExpectStatic, kind: RuntimeKind, victim: (typeof victims)[number], what: Broken]

/** At each of the moments. */
async function kill(...one: Kill): Promise<void> {
  for (let i = 0; i < moments; i++) await killOnce(...one)
}

async function killOnce(...[expect, kind, victim, what]: Kill): Promise<void> {
  const momentMs = Math.random() * 300
  const runId = `rules-${process.pid}-${Math.random().toString(36).slice(2, 8)}`
  const script = join(import.meta.dirname, 'fixtures/breaker.ts')
  const folder = mkdtempSync(join(tmpdir(), 'gameday-rules-'))
  const logDir = join(folder, 'logs')
  const child = spawn(process.execPath, [script, kind, runId, logDir, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  let reaper = 0
  let proxy = 0
  let far = 0
  const broken = Promise.withResolvers<void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const pids = /^reaper (\d+) proxy (\d+) far (\d+)$/.exec(line)
    if (pids) [reaper, proxy, far] = pids.slice(1).map(Number) as [number, number, number]
    if (line === 'broken') broken.resolve()
  })
  await Promise.race([broken.promise, ended.then(() => Promise.reject(new Error('it ended by itself')))])
  // Its namespace goes with its last process: this one keeps it, to look into it afterwards.
  const keeper = spawn('nsenter', ['--net', `--target=${proxy}`, '--', 'sleep', '600'], { stdio: 'ignore' })
  try {
    await delay(momentMs)
    const first = reaper
    const startsMs = victim === 'reaper' && onlyReaped.includes(what) ? REAPER_STARTS_MS : 0
    if (victim !== 'harness') process.kill(reaper, 'SIGKILL')
    // A harness that dies before it has another reaper is the case of both. The kernel takes back all else.
    if (startsMs > 0) await expect.poll(() => reaper, { timeout: startsMs, interval: 20 }).not.toBe(first)
    // Without its reaper a harness goes on, and starts another.
    if (victim !== 'reaper') child.kill('SIGKILL')
    else {
      await delay(momentMs)
      child.kill('SIGKILL')
    }
    await expect
      .poll(
        async () => [
          ...rulesOf(child.pid!, keeper.pid!),
          ...devicesOf(child.pid!, keeper.pid!),
          ...tracersOf(far),
          ...(await groupsOf(runId)),
          ...fullDisks(far, kind === 'processes' ? join(logDir, 'disk') : '/disk'),
          ...keysIn(folder),
          ...(victim === 'both' ? [] : leftOf(runId, logDir, kind, what, far)),
        ],
        { timeout: PROMISED_MS + startsMs, interval: 50 },
      )
      .toEqual([])
    // Where nobody is left to do it, `gameday clean` does.
    if (victim === 'both') await sweep(runId)
    await expect
      .poll(() => leftOf(runId, logDir, kind, what, far), { timeout: PROMISED_MS, interval: 50 })
      .toEqual([])
  } finally {
    keeper.kill()
    child.kill('SIGKILL')
    await sweep(runId)
    await forgetRun(runId)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Tables of a harness, in the namespace of a process. */
function rulesOf(harness: number, inside: number): string[] {
  const list = ['--net', `--target=${inside}`, '--', 'nft', 'list', 'tables']
  const tables = execFileSync('nsenter', list, { encoding: 'utf8' }).split('\n')
  return tables.filter((line) => line.includes(`gameday_${harness}_`))
}

/** Shared memory that libfaketime makes for a process. */
const clocksOf = (pid: number) => globSync(`/dev/shm/*faketime_*_${pid}`)

/** Devices of a harness's wires, in the namespace of a process. A device is there for as long as its process is. */
function devicesOf(harness: number, inside: number): string[] {
  const devices = readFileSync(`/proc/${inside}/net/dev`, 'utf8').split('\n')
  return devices.filter((line) => line.trim().startsWith(`gdw${harness.toString(36)}-`))
}

/** Control groups of a run. */
const groupsOf = async (runId: string) =>
  [...(await leftGroups())].filter(([, run]) => run === runId).map(([folder]) => folder)

/** The disk of a service that still runs, where nothing of it is free. */
function fullDisks(pid: number, folder: string): string[] {
  try {
    const { bavail } = statfsSync(`/proc/${pid}/root${folder}`)
    return bavail > 0 ? [] : [folder]
  } catch {
    return []
  }
}

/** What only the reaper, or `gameday clean`, takes away. */
const leftOf = (runId: string, logDir: string, kind: RuntimeKind, what: string, service: number) => [
  ...disksOf(runId, logDir, kind),
  ...clocksOf(service),
  ...(what === 'certificate' ? edgesOf(runId, kind, service) : []),
]

/** The TLS edge of a run: its process, or all containers. */
function edgesOf(runId: string, kind: RuntimeKind, pid: number): string[] {
  if (kind === 'processes') return isRunning(pid) ? [`edge ${pid}`] : []
  const list = ['ps', '--all', '--quiet', '--filter', `label=${RUN_LABEL}=${runId}`]
  return execFileSync('docker', list, { encoding: 'utf8' }).split('\n').filter(Boolean)
}

/** Files of a run that hold a private key. */
const keysIn = (folder: string) =>
  globSync(join(folder, '**/*'), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file, 'utf8').includes('PRIVATE KEY'))

/** Mount namespaces with a disk of a run, and volumes. */
function disksOf(runId: string, logDir: string, kind: RuntimeKind): string[] {
  const mountsOf = (file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  if (kind === 'processes')
    return globSync('/proc/[0-9]*/mountinfo').filter((file) => mountsOf(file).includes(`${logDir}/disk `))
  const list = ['volume', 'ls', '--quiet', '--filter', `label=${RUN_LABEL}=${runId}`]
  return execFileSync('docker', list, { encoding: 'utf8' }).split('\n').filter(Boolean)
}

/** Who traces a process that still runs. */
function tracersOf(pid: number): string[] {
  if (!existsSync(`/proc/${pid}/status`)) return []
  const tracer = /^TracerPid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return tracer === '0' ? [] : [`tracer ${tracer}`]
}
