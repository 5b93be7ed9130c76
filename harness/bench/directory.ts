import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { formatMs } from '../duration.ts'
import { diffEntries } from '../systems/relay-fleet/probes/directory-diff.ts'
import { type DirectorySource, redisHash } from '../systems/relay-fleet/probes/directory-source.ts'
import { freePort } from '../toxiproxy/testing/free-port.ts'
import type { Sheet } from './sheet.ts'

/** Entries that are told of, and how many come between two reads, as a fleet does not come all at once. */
const TOLD = [10_000, 100_000, 1_000_000]
const STEP = 100_000
const KEY = 'where'
const READY_MS = 5_000

/** What a read of a large tunnel directory takes, and how long it keeps the harness from everything else. */
export async function benchDirectory(sheet: Sheet): Promise<void> {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  })
  const ended = Promise.race([once(server, 'exit'), once(server, 'error')])
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 20 })
  redis.on('error', () => {})
  const source = redisHash(`redis://127.0.0.1:${port}`, KEY)
  try {
    for (const until = performance.now() + READY_MS; redis.status !== 'ready' && performance.now() < until; )
      await sleep(20)
    if (redis.status !== 'ready') return sheet.line('not measured: redis-server does not start here')
    let filled = 0
    let before: ReadonlyMap<string, string> = new Map()
    for (const entries of TOLD) {
      while (filled < entries) {
        const next = Math.min(entries, filled + STEP)
        await fill(redis, filled, next)
        filled = next
        before = (await read(source, before)).entries
      }
      const { ms, cpuMs } = await read(source, before)
      sheet.measured({
        what: `a read of a directory of ${entries.toLocaleString('en')} entries`,
        value: `${formatMs(ms)}, ${formatMs(cpuMs)} of them of the harness`,
      })
    }
  } finally {
    source.close()
    redis.disconnect()
    server.kill('SIGKILL')
    await ended
  }
}

async function read(source: DirectorySource, before: ReadonlyMap<string, string>) {
  const [from, cpu] = [performance.now(), process.threadCpuUsage()]
  const entries = new Map(Object.entries(await source.read()))
  diffEntries(before, entries)
  const { user, system } = process.threadCpuUsage(cpu)
  return { entries, ms: performance.now() - from, cpuMs: (user + system) / 1_000 }
}

async function fill(redis: Redis, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += 10_000) {
    const names = Array.from({ length: Math.min(10_000, to - first) }, (_, n) => `host-${first + n}`)
    await redis.hset(KEY, Object.fromEntries(names.map((name) => [name, 'ams:relay-1'])))
  }
}
