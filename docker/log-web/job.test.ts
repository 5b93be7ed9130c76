import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { logPath } from './config.ts'
import { Job } from './job.ts'

let spool: string
beforeEach(() => {
  spool = mkdtempSync(join(tmpdir(), 'gameday-spool-'))
})
afterEach(() => rmSync(spool, { recursive: true, force: true }))

const read = async (job: Job, position: number, size = 1_000) =>
  String(await job.read(position, Buffer.alloc(size)))

it('keeps each line as an event of an event stream', async () => {
  const job = new Job(spool, 'build')
  await job.append('one\ntwo\n')
  await job.append('three')
  expect(await read(job, 0)).toBe('data: one\n\ndata: two\n\ndata: three\n\n')
  expect(await read(job, 11, 9)).toBe('data: two')
  expect(await read(job, 1_000)).toBe('')
})

it('begins anew in a new life of the server', async () => {
  await new Job(spool, 'build').append('old')
  const job = new Job(spool, 'build')
  await job.append('new')
  expect(await read(job, 0)).toBe('data: new\n\n')
})

it('cannot be read while its file is away', async () => {
  const job = new Job(spool, 'build')
  await job.append('one')
  renameSync(logPath(spool, 'build'), join(spool, 'away'))
  await expect(read(job, 0)).rejects.toMatchObject({ code: 'ENOENT' })
  renameSync(join(spool, 'away'), logPath(spool, 'build'))
  expect(await read(job, 0)).toBe('data: one\n\n')
})
