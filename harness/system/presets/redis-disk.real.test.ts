import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createFaults } from '../../faults/faults.ts'
import { eventsOf } from '../../journal/events.ts'
import { memoryJournal } from '../../journal/writer.ts'
import { disksMissing } from '../../runtime/disk/missing.ts'
import { opener, openTest } from '../../runtime/fixtures/open-runtime.ts'
import { markThisProcess, unmark } from '../../runtime/reaper/mark.ts'
import { redis } from './redis.ts'

test.skipIf(await disksMissing())('a durable Redis on a full disk keeps what it acknowledged', async () => {
  await using place = await openTest(opener('processes'))
  // Redis writes its title over its environment: the mark alone tells whose it is.
  await markThisProcess(place.runId)
  const folder = `/tmp/gameday-redis-${place.runId}`
  try {
    const { main } = await place.runtime.reserve('db', ['main'])
    const address = main!
    const db = await place.runtime.start({
      ...redis({ durable: true, diskMb: 2 }).spec({ name: 'db', address, folder, fill: String }),
      name: 'db',
      ports: { main: address },
      ready: { by: 'tcp', port: 'main', timeoutMs: 20_000 },
    })
    const ask = async (...words: string[]) =>
      (await db.exec(['redis-cli', '-h', address.host, '-p', `${address.port}`, ...words])).stdout.trim()
    expect(await ask('set', 'before', 'kept')).toBe('OK')
    const journal = memoryJournal()
    const faults = createFaults({ journal, open: new Set() }, 1)
    const full = await faults.fillDisk({ service: db })
    // With `always` it ends rather than to acknowledge what is not on the disk.
    await ask('set', 'meanwhile', 'x'.repeat(8_000))
    await db.exited
    await full.heal()
    expect(eventsOf(journal.events, 'fault').at(-2)?.detail).toMatch(
      /^0 of 2,097,152 bytes were free, [1-9]\d* lines tell of a failed write$/,
    )
    await db.restart()
    expect(await ask('get', 'before')).toBe('kept')
  } finally {
    await unmark(process.pid)
    rmSync(folder, { recursive: true, force: true })
  }
})
