import toxiproxyClient from 'toxiproxy-node-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeAll(async () => {
  bench = await TestBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

test('toxiproxy-node-client drives the server, undisturbed by the additional fields', async () => {
  const client = new toxiproxyClient.Toxiproxy(bench.toxiproxy.url)
  expect(JSON.parse(await client.getVersion())).toHaveProperty('version')
  const made = await client.createProxy({
    name: 'made',
    listen: '127.0.0.1:0',
    upstream: bench.upstream.address,
  })
  expect(made.toJson()).toMatchObject({ name: 'made', enabled: true })

  const attributes = { latency: 5, jitter: 0 }
  const body = { name: 'slow', type: 'latency', stream: 'upstream', toxicity: 1, attributes } as const
  const toxic = await made.addToxic(body)
  expect(toxic.toJson()).toEqual(body)
  const updated = await toxic.update({ ...body, attributes: { latency: 9, jitter: 1 } })
  expect(updated.attributes).toEqual({ latency: 9, jitter: 1 })
  expect((await made.getToxic('slow')).toJson()).toEqual(updated.toJson())
  await updated.remove()
  await expect(made.getToxic('slow')).rejects.toThrow('404')

  const off = await made.update({ enabled: false, listen: made.listen, upstream: made.upstream })
  expect(off.enabled).toBe(false)
  const same = { name: 'made', listen: made.listen, upstream: made.upstream }
  expect(Object.keys(await client.populate([same]))).toEqual(['made'])
  await client.reset()
  expect((await client.get('made')).enabled).toBe(true)
  expect(Object.keys(await client.getAll())).toEqual(['link', 'made'])
  await made.remove()
  await expect(client.get('made')).rejects.toThrow('404')
})
