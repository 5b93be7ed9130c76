import toxiproxyClient from 'toxiproxy-node-client'
import { expect, test } from 'vitest'
import type { Context } from './context.ts'
import { attributesByType } from './toxics.ts'

/** toxiproxy-node-client, as it is, against the server. */
export function nodeClient(context: Context): void {
  const client = () => new toxiproxyClient.Toxiproxy(context.bench.toxiproxy.url)

  test('proxies: version, create, get, update, populate, reset, remove', async () => {
    expect(JSON.parse(await client().getVersion())).toHaveProperty('version')
    const upstream = context.bench.upstream.address
    const made = await client().createProxy({ name: 'made', listen: '127.0.0.1:0', upstream })
    expect(made.toJson()).toMatchObject({ name: 'made', enabled: true })
    const off = await made.update({ enabled: false, listen: made.listen, upstream: made.upstream })
    expect(off.enabled).toBe(false)
    const populated = await client().populate([
      { name: 'made', listen: made.listen, upstream: made.upstream },
      { name: 'new', listen: '127.0.0.1:0', upstream },
    ])
    expect(Object.keys(populated)).toEqual(['made', 'new'])
    await client().reset()
    expect((await client().get('made')).enabled).toBe(true)
    expect(Object.keys(await client().getAll()).sort()).toEqual(['link', 'made', 'new'])
    await made.remove()
    await expect(client().get('made')).rejects.toThrow('404')
  })

  test.each(Object.entries(attributesByType))(
    'toxic %s: add, get, update, remove',
    async (type, attributes) => {
      const proxy = await client().get('link')
      // The library's list of types lacks noop.
      const body = {
        name: 't',
        type: type as 'latency',
        stream: 'upstream',
        toxicity: 0.5,
        attributes,
      } as const
      const toxic = await proxy.addToxic(body)
      expect(toxic.toJson()).toEqual(body)
      expect((await proxy.getToxic('t')).toJson()).toEqual(body)
      const updated = await toxic.update({ ...body, toxicity: 1 })
      expect(updated.toJson()).toEqual({ ...body, toxicity: 1 })
      await updated.remove()
      await expect(proxy.getToxic('t')).rejects.toThrow('404')
    },
  )
}
