import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startDirectory, startHosts, startRelay } from './testing/fleet.ts'
import { closeCodes } from './wire.ts'

test('a relay without descriptors keeps its tunnels, refuses others in words, and takes them on later', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const { pid } = relay.service
  const hosts = await startHosts()
  const first = Array.from({ length: 10 }, (_, index) => `h${index}`)
  await hosts.add(relay.url, ...first)
  for (const id of first) await hosts.nth(1, 'registered', id)

  const open = readdirSync(`/proc/${pid}/fd`).length
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${open - 5}:`])
  await hosts.add(relay.url, 'late')
  const { code, reason } = await hosts.nth(1, 'closed', 'late')
  expect([code, reason]).toEqual([closeCodes.outOfDescriptors, 'out of descriptors'])
  await relay.service.line('out of descriptors')
  const answer = await relay.get('/hosts/h1/echo')
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
  await answer.text()

  execFileSync('prlimit', [`--pid=${pid}`, '--nofile=1024:'])
  await hosts.nth(1, 'registered', 'late')
  await relay.service.line('descriptors again')
  expect(hosts.of('closed').filter(({ host }) => host !== 'late')).toEqual([])
})
