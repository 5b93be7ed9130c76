import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { SyncWorkers, type Turn } from './workers.ts'

const never = () => new Promise<void>(() => {})

it('gives each worker one request at a time, in order of arrival', async () => {
  const workers = new SyncWorkers(2, 5_000)
  const log: string[] = []
  const task =
    (name: string, until: Promise<void>) =>
    async ({ worker }: Turn) => {
      log.push(`${name} begins on ${worker}`)
      await until
      log.push(`${name} ends`)
    }
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  const done = [
    workers.run(task('a', first.promise)),
    workers.run(task('b', second.promise)),
    workers.run(task('c', Promise.resolve())),
  ]
  await sleep(0)
  expect(log).toEqual(['a begins on 1', 'b begins on 2'])
  second.resolve()
  await done[2]
  expect(log.slice(2)).toEqual(['b ends', 'c begins on 2', 'c ends'])
  first.resolve()
  expect(await Promise.all(done)).toEqual(['done', 'done', 'done'])
})

it('kills a worker that is busy for too long, and has it back', async () => {
  const workers = new SyncWorkers(1, 5)
  let signal: AbortSignal | undefined
  const hung = workers.run((turn) => {
    signal = turn.signal
    return never()
  })
  const next = workers.run(async () => {})
  expect(await hung).toBe('killed')
  expect(signal?.aborted).toBe(true)
  expect(await next).toBe('done')
})

it('has a worker back whose request failed', async () => {
  const workers = new SyncWorkers(1, 5_000)
  await expect(workers.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await workers.run(async () => {})).toBe('done')
})
