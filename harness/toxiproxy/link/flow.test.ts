import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const flows = async () => (await bench.call('GET', '/proxies/link/flows')).json.flows

test('a proxy tells the TCP connections at both of its ends, by who dialled and who accepted', async () => {
  expect(await flows()).toEqual([])
  const { client, server } = await bench.pair()
  client.send('x')
  await server.receive(1)
  const [accepted, dialled, ...more] = await flows()
  expect(more).toEqual([])
  expect(accepted).toMatchObject({ side: 'accepted', to: bench.listen })
  expect(dialled).toMatchObject({ side: 'dialled', to: bench.upstream.address })
  expect(new Set([accepted.from, accepted.to, dialled.from, dialled.to]).size).toBe(4)
})

test('an unknown proxy has none: 404', async () => {
  expect((await bench.call('GET', '/proxies/nobody/flows')).status).toBe(404)
})
