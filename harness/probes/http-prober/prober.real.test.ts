import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HarnessError, UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { eventsOf } from '../../journal/events.ts'
import { type Journal, memoryJournal } from '../../journal/writer.ts'
import { type MisbehavingServer, startMisbehavingServer } from './fixtures/misbehaving-server.ts'
import { type HttpProber, type HttpProberOptions, startHttpProber } from './prober.ts'

const env = { GAMEDAY_RUN_ID: 'test' }

let server: MisbehavingServer
let journal: Journal
let cleanups: AsyncDisposableStack

beforeEach(async () => {
  cleanups = new AsyncDisposableStack()
  server = cleanups.use(await startMisbehavingServer())
  journal = memoryJournal()
})

afterEach(() => cleanups.disposeAsync())

async function start(
  paths: string[],
  options: Partial<HttpProberOptions> & { readonly port?: number } = {},
): Promise<HttpProber> {
  const targets = paths.map((path) => ({
    host: path,
    address: { host: '127.0.0.1', port: options.port ?? server.address.port },
    path,
    headers: { authorization: 'Bearer x' },
    expectBody: 'from h1',
  }))
  const prober = await startHttpProber({
    probe: 'client',
    targets,
    cadenceMs: 20,
    timeoutMs: 2_000,
    journal,
    env,
    ...options,
  })
  return cleanups.use(prober)
}

/** Waits until `count` probes of the journal ended, or until the test's own time is over. */
async function probes(count: number) {
  while (eventsOf(journal.events, 'probe').length < count) await sleep(5)
  return eventsOf(journal.events, 'probe')
}

/** An orphan that nobody waits for stays as a zombie where there is no init: that is not running. */
function running(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('judges', () => {
  test.each([
    ['/ok', undefined],
    ['/close', undefined],
    ['/until-end', undefined],
    ['/chunked', undefined],
    ['/closes-idle', undefined],
    ['/fin-when-reused', undefined],
    ['/rst-when-reused', undefined],
    ['/rst', 'ECONNRESET'],
    ['/fin', 'ECONNCLOSED'],
    ['/half', 'ECONNCLOSED'],
    ['/garbage', 'protocol'],
    ['/wrong-body', 'body'],
    ['/status', 'status'],
    ['/replay', 'replay-header'],
  ])('%s as %s', async (path, error) => {
    await start([path])
    for (const probe of (await probes(5)).slice(0, 5))
      expect(probe).toMatchObject(error === undefined ? { ok: true, status: 200 } : { ok: false, error })
  })

  test('a port on which nobody listens as ECONNREFUSED', async () => {
    const { port } = server.address
    await server[Symbol.asyncDispose]()
    await start(['/ok'], { port })
    for (const probe of await probes(3)) expect(probe).toMatchObject({ ok: false, error: 'ECONNREFUSED' })
  })

  test('an answer that takes too long as timeout', async () => {
    await start(['/stall'], { timeoutMs: 100 })
    for (const probe of await probes(3)) {
      expect(probe).toMatchObject({ ok: false, error: 'timeout' })
      expect(probe.at - probe.sent).toBeGreaterThanOrEqual(100e6)
    }
  })
})

test('tells the path, and shows the newest probe of each host', async () => {
  const prober = await start(['/ok', '/rst'])
  await probes(6)
  expect(prober.latest.get('/ok')).toMatchObject({ ok: true, path: 'relay-2>relay-1', probe: 'client' })
  expect(prober.latest.get('/rst')).toMatchObject({ ok: false })
})

test('keeps connections alive: in turn, they all share one', async () => {
  await start(['/ok', '/ok'], { cadenceMs: 50 })
  await probes(10)
  expect(server.connections).toBeLessThan(10)
})

test('a prober that was stopped says for how long it saw nothing', async () => {
  const prober = await start(['/ok'])
  await probes(3)
  process.kill(prober.pid!, 'SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, 400))
  const wokenAt = now()
  process.kill(prober.pid!, 'SIGCONT')
  const stalls = () => eventsOf(journal.events, 'stall').filter(({ at }) => at >= wokenAt)
  await expect.poll(() => stalls().length).toBeGreaterThan(0)
  expect(stalls()[0]).toMatchObject({ who: 'prober' })
  expect(stalls()[0]!.ms).toBeGreaterThan(350)
})

describe('open loop', () => {
  test('a host that never answers takes nothing from its own probes or those of others', async () => {
    const prober = await start(['/ok', '/stall'])
    await probes(25)
    await prober.stop(0)
    const sent = eventsOf(journal.events, 'probe')
    const missed = eventsOf(journal.events, 'probes-missed').reduce((sum, event) => sum + event.count, 0)
    const due = (host: string) => sent.filter((probe) => probe.host === host).map((probe) => probe.due)
    for (const host of ['/ok', '/stall']) {
      const times = due(host).toSorted((a, b) => a - b)
      const rounds = (times.at(-1)! - times[0]!) / 20e6 + 1
      expect(rounds % 1).toBe(0)
      expect(rounds - times.length).toBeLessThanOrEqual(missed)
    }
    expect(Math.abs(due('/ok').length - due('/stall').length)).toBeLessThanOrEqual(1 + missed)
    expect(sent.filter((probe) => probe.host === '/stall').every((probe) => probe.error === 'stopped')).toBe(
      true,
    )
  })

  test('the time that was scheduled is recorded beside the time of sending', async () => {
    await start(['/ok'])
    for (const probe of await probes(5)) {
      expect(probe.sent).toBeGreaterThanOrEqual(probe.due)
      expect(probe.at).toBeGreaterThan(probe.sent)
    }
  })

  test('beyond the bound of requests under way, probes are counted as missed', async () => {
    const prober = await start(['/stall'], { outstandingMax: 3 })
    while (eventsOf(journal.events, 'probes-missed').length < 3) await sleep(5)
    await prober.stop(0)
    const missed = eventsOf(journal.events, 'probes-missed')
    expect(missed.every((event) => event.probe === 'client' && event.count > 0)).toBe(true)
    expect(eventsOf(journal.events, 'probe')).toHaveLength(3)
  })

  test('what was due while the prober itself stood still is sent late or counted, never lost', async () => {
    const prober = await start(['/slow?ms=30'], { timeoutMs: 200 })
    await probes(3)
    process.kill(prober.pid!, 'SIGSTOP')
    await sleep(500)
    process.kill(prober.pid!, 'SIGCONT')
    const before = eventsOf(journal.events, 'probe').length
    await probes(before + 5)
    await prober.stop()
    const sent = eventsOf(journal.events, 'probe')
    const missed = eventsOf(journal.events, 'probes-missed').reduce((sum, event) => sum + event.count, 0)
    const dues = sent.map((probe) => probe.due).toSorted((a, b) => a - b)
    const rounds = (dues.at(-1)! - dues[0]!) / 20e6 + 1
    // Of 25 those of the last 250 ms are made up for.
    expect(missed).toBeGreaterThan(8)
    expect(sent.filter((probe) => probe.sent - probe.due > 20e6).length).toBeGreaterThan(8)
    expect(sent.length + missed).toBe(rounds)
    // The answers to what was under way came in time; that they were read late is not held against the host.
    expect(sent.filter((probe) => !probe.ok)).toEqual([])
  })
})

describe('single requests', () => {
  test('are sent at once, journalled under their own name and handed back', async () => {
    const prober = await start(['/ok'])
    const event = await prober.sendOnce({ host: '/ok', path: '/slow?ms=150', timeoutMs: 5_000 })
    expect(event).toMatchObject({ probe: 'pending', host: '/ok', ok: true, status: 200 })
    expect(event.at - event.sent).toBeGreaterThan(140e6)
    expect(journal.events).toContainEqual(event)
    expect(prober.latest.get('/ok')?.probe).toBe('client')
  })

  test('have their own timeout', async () => {
    const prober = await start(['/ok'])
    const event = await prober.sendOnce({ host: '/ok', path: '/stall', timeoutMs: 60, probe: 'held' })
    expect(event).toMatchObject({ probe: 'held', ok: false, error: 'timeout' })
  })

  test('that are under way at the end are recorded', async () => {
    const prober = await start(['/ok'])
    const pending = prober.sendOnce({ host: '/ok', path: '/stall', timeoutMs: 60_000 })
    await prober.stop(50)
    expect(await pending).toMatchObject({ ok: false, error: 'stopped' })
    await expect(prober.sendOnce({ host: '/ok', path: '/ok', timeoutMs: 1 })).rejects.toThrow(HarnessError)
  })

  test('need an address', async () => {
    const prober = await start(['/ok'])
    expect(() => prober.sendOnce({ host: 'h9', path: '/ok', timeoutMs: 1_000 })).toThrow(
      /no target for host h9/,
    )
  })
})

describe('life of the process', () => {
  test('its unexpected end is told', async () => {
    const prober = await start(['/ok'])
    process.kill(prober.pid!, 'SIGKILL')
    await expect(prober.failed).rejects.toThrow(/HTTP prober: its process ended \(SIGKILL\)/)
    await expect(prober.usage()).rejects.toThrow(HarnessError)
    await expect(prober.settled()).rejects.toThrow(HarnessError)
  })

  test('it ends with the harness, however that ends', async () => {
    const harness = spawn(process.execPath, [fileURLToPath(new URL('fixtures/harness.ts', import.meta.url))])
    const [line] = await once(harness.stdout, 'data')
    const pid = Number(String(line))
    expect(process.kill(pid, 0)).toBe(true)
    harness.kill('SIGKILL')
    await expect.poll(() => running(pid)).toBe(false)
  })

  test('a long grace at its end can be cut short', async () => {
    const prober = await start(['/stall'])
    const long = prober.stop(60_000)
    await sleep(50)
    await prober.stop(0)
    await long
  })

  test('an abort ends it and leaves every probe recorded', async () => {
    const abort = new AbortController()
    const prober = await start(['/ok', '/stall'], { signal: abort.signal })
    await probes(5)
    abort.abort()
    await prober.stop()
    expect(running(prober.pid!)).toBe(false)
    expect(eventsOf(journal.events, 'probe').some((probe) => probe.error === 'stopped')).toBe(true)
  })

  test('it tells when every probe of the schedule that was sent by now is in the journal', async () => {
    const prober = await start(['/ok', '/stall'], { timeoutMs: 400 })
    await probes(3)
    const { sent } = await prober.usage()
    void prober.sendOnce({ host: '/stall', path: '/stall', timeoutMs: 60_000 }).catch(() => {})
    expect(eventsOf(journal.events, 'probe').length).toBeLessThan(sent)
    await prober.settled()
    expect(eventsOf(journal.events, 'probe').length).toBeGreaterThanOrEqual(sent)
    // Beside the schedule: nobody waits for it.
    expect(eventsOf(journal.events, 'probe').some(({ probe }) => probe === 'pending')).toBe(false)
  })

  test('it says what it costs', async () => {
    const prober = await start(['/ok'])
    await probes(5)
    const usage = await prober.usage()
    expect(usage.cpuUs).toBeGreaterThan(0)
    expect(usage.sent).toBeGreaterThanOrEqual(5)
  })

  test('a journal that takes nothing more is told', async () => {
    const prober = await start(['/ok'])
    await journal.close()
    await expect(prober.failed).rejects.toThrow(/closed/)
  })

  test.each([
    ['cadenceMs', { cadenceMs: 0 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['GAMEDAY_RUN_ID', { env: {} }],
    [
      'path',
      { targets: [{ host: 'h', address: { host: '::1', port: 1 }, path: 'x', headers: {}, expectBody: '' }] },
    ],
  ])('a bad %s is refused', async (name, options) => {
    const refused = start(['/ok'], options)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(name)
  })
})
