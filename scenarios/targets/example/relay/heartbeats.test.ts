import { expect, test } from 'vitest'
import type { Directory, Entry } from './directory.ts'
import { Heartbeats } from './heartbeats.ts'
import type { Tunnel } from './tunnel.ts'

const tunnel = (host: string) => ({ host, entry: { host, tunnel: `tunnel of ${host}` } }) as Tunnel

/** A directory that answers when the test says so. */
function setUp() {
  const calls: { entries: readonly Entry[]; answer(): void }[] = []
  const refresh = (entries: readonly Entry[]) =>
    new Promise<string[]>((resolve) => calls.push({ entries, answer: () => resolve([]) }))
  const ended = new Set<Tunnel>()
  const heartbeats = new Heartbeats({ refresh } as unknown as Directory, (one) => !ended.has(one))
  return { calls, ended, heartbeats }
}

const called = (calls: readonly unknown[], times: number) =>
  expect.poll(() => calls.length, { timeout: 5_000 }).toBe(times)

test('pongs share a call; a tunnel that ended before it is left out', async () => {
  const { calls, ended, heartbeats } = setUp()
  const [a, b, c] = [tunnel('a'), tunnel('b'), tunnel('c')]
  for (const one of [a, b, c]) heartbeats.add(one)
  ended.add(b)
  await called(calls, 1)
  expect(calls[0]!.entries).toEqual([a.entry, c.entry])
})

test('it is done only when the call has been answered, and calls follow one another', async () => {
  const { calls, heartbeats } = setUp()
  heartbeats.add(tunnel('a'))
  await called(calls, 1)
  heartbeats.add(tunnel('b'))
  let done = false
  const waiting = heartbeats.done.then(() => {
    done = true
  })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect([done, calls.length]).toEqual([false, 1])
  calls[0]!.answer()
  await called(calls, 2)
  expect(done).toBe(false)
  calls[1]!.answer()
  await waiting
})

test('with every tunnel ended there is no call', async () => {
  const { calls, ended, heartbeats } = setUp()
  const one = tunnel('a')
  heartbeats.add(one)
  ended.add(one)
  await heartbeats.done
  expect(calls).toEqual([])
})
