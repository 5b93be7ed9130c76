import { describe, expect, test } from 'vitest'
import { dial, type Peer } from '../testing/peer.ts'
import type { Context } from './context.ts'

const listen = '127.0.0.1:0'

/** How addresses of proxies are read, compared and told. */
export function addresses(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)
  const portOf = (address: string) => address.slice(address.lastIndexOf(':') + 1)

  test.each(['localhost:', '127.0.0.1:0'])('%s takes a free port', async (free) => {
    const { status, json } = await call('POST', '/proxies', { name: 'a', listen: free, upstream: 'x:1' })
    expect([status, json.listen]).toEqual([201, expect.stringMatching(/^127\.0\.0\.1:[1-9]\d*$/)])
  })

  test.each(['bad', '127.0.0.1:99999', '127.0.0.1:-1', 'a:1:2', '127.1:0', '127.0.0.1:no-such-service'])(
    'listening on %s is 500, and nothing is created',
    async (bad) => {
      const { status, json } = await call('POST', '/proxies', { name: 'a', listen: bad, upstream: 'x:1' })
      expect([status, json]).toEqual([500, { error: expect.stringMatching(/^listen tcp: /), status: 500 }])
      expect((await call('GET', '/proxies/a')).status).toBe(404)
    },
  )

  test('a disabled one keeps its address as it was written, whatever it is', async () => {
    const body = { name: 'off', listen: 'bad', upstream: 'x:1', enabled: false }
    expect(await call('POST', '/proxies', body)).toMatchObject({ status: 201, json: { listen: 'bad' } })
    expect((await call('PATCH', '/proxies/off', { enabled: true })).status).toBe(500)
    const mended = await call('PATCH', '/proxies/off', { listen: 'localhost:0' })
    expect(mended).toMatchObject({ status: 200, json: { listen: 'localhost:0', enabled: false } })
    const { json } = await call('PATCH', '/proxies/off', { enabled: true })
    expect(json.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
  })

  test('an address that is taken is told as it was resolved', async () => {
    const taken = context.bench.listen
    const body = { name: 'a', listen: taken.replace('127.0.0.1', 'localhost'), upstream: 'x:1' }
    expect((await call('POST', '/proxies', body)).json).toEqual({
      error: `listen tcp ${taken}: bind: address already in use`,
      status: 500,
    })
  })

  test('port 0 once more takes a new port', async () => {
    const { json: made } = await call('POST', '/proxies', {
      name: 'a',
      listen: 'localhost:0',
      upstream: 'x:1',
    })
    const { status, json } = await call('PATCH', '/proxies/a', { listen: 'localhost:0' })
    expect([status, json.enabled]).toEqual([200, true])
    expect(json.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    expect(json.listen).not.toBe(made.listen)
    const populated = await call('POST', '/populate', [{ name: 'a', listen: 'localhost:0', upstream: 'x:1' }])
    expect(populated.json.proxies[0].listen).not.toBe(json.listen)
  })

  describe.each(['PATCH', 'populate'])('by %s', (how) => {
    const change = (given: { listen?: string; upstream?: string }) =>
      how === 'PATCH'
        ? call('PATCH', '/proxies/link', given)
        : call('POST', '/populate', [{ ...ofLink(context), ...given }])

    test('an upstream is compared as it is written', async () => {
      const { client } = await context.bench.pair()
      const upstream = `localhost:${portOf(context.bench.upstream.address)}`
      expect((await change({ upstream })).status).toBeLessThan(300)
      expect(await context.bench.state()).toMatchObject({ upstream, listen: context.bench.listen })
      await client.ended
      await carries(await context.bench.pair())
    })

    test.each(['', '127.0.0.1'])('an upstream at "%s" is on this machine', async (host) => {
      const upstream = `${host}:0${portOf(context.bench.upstream.address)}`
      expect((await change({ upstream })).status).toBeLessThan(300)
      expect((await context.bench.state()).upstream).toBe(upstream)
      await carries(await context.bench.pair())
    })

    test('a port of an upstream may be a name', async () => {
      expect((await change({ upstream: '127.0.0.1:http' })).status).toBeLessThan(300)
      expect((await context.bench.state()).upstream).toBe('127.0.0.1:http')
    })

    test('the same address, otherwise written, changes nothing', async () => {
      const pair = await context.bench.pair()
      const written = context.bench.listen.replace('127.0.0.1', 'localhost')
      await context.bench.addToxic('noop')
      expect((await change({ listen: written })).status).toBeLessThan(300)
      expect(await context.bench.state()).toMatchObject({
        listen: context.bench.listen,
        toxics: [{ type: 'noop' }],
      })
      await carries(pair)
    })
  })

  describe.each(['POST', 'PATCH'])('%s', (method) => {
    const update = (change: object) => call(method, '/proxies/link', change)

    test.each([
      { listen: '127.0.0.1:99999' },
      { listen: 'bad' },
      { listen: 'no-such-host.invalid:1' },
      { listen: 'bad', upstream: '127.0.0.1:9' },
      { listen: 'bad', enabled: false },
      { listen: 'bad', upstream: 'bad' },
    ])('an update to %j is 500 and leaves it as it was', async (change) => {
      await staysAsItWas(context, async () => expect((await update(change)).status).toBe(500))
    })

    test('an address of its own that it cannot bind to moves it', async () => {
      const port = portOf(context.bench.listen)
      const moved = await update({ listen: `0.0.0.0:${port}` })
      expect(moved).toMatchObject({ status: 200, json: { enabled: true } })
      expect(portOf(moved.json.listen)).toBe(port)
      await carries(await context.bench.pair())
    })

    test('a new address closes connections, and the old one refuses', async () => {
      const { client } = await context.bench.pair()
      const old = context.bench.listen
      const { status, json } = await update({ listen })
      expect([status, json.enabled]).toEqual([200, true])
      await client.ended
      await expect(dial(old)).rejects.toThrow('ECONNREFUSED')
      context.bench.listen = json.listen
      await carries(await context.bench.pair())
    })
  })

  test('populate with an address that is none is 500 and leaves the proxy as it was', async () => {
    await staysAsItWas(context, async () => {
      const { status, json } = await call('POST', '/populate', [{ ...ofLink(context), listen: 'bad' }])
      expect([status, json]).toMatchObject([500, { status: 500 }])
    })
  })

  test.each(['PATCH', 'populate'])(
    '%s to an address that is taken is 500, and no proxy is lost',
    async (how) => {
      const { json: other } = await call('POST', '/proxies', { name: 'other', listen, upstream: 'x:1' })
      expect((await moveTo(context, how, other.listen)).status).toBe(500)
      expect((await call('GET', '/proxies/link')).status).toBe(200)
      expect((await call('GET', '/proxies/other')).json.enabled).toBe(true)
    },
  )

  for (const how of ['PATCH', 'populate'])
    context.differs('taken-address', `${how} to an address that is taken leaves it as it was`, async () => {
      const { json: other } = await call('POST', '/proxies', { name: 'other', listen, upstream: 'x:1' })
      const everywhere = `0.0.0.0:${portOf(other.listen)}`
      for (const taken of [other.listen, everywhere])
        await staysAsItWas(context, async () => expect((await moveTo(context, how, taken)).status).toBe(500))
    })
}

const ofLink = ({ bench }: Context) => ({
  name: 'link',
  listen: bench.listen,
  upstream: bench.upstream.address,
})

function moveTo(context: Context, how: string, address: string) {
  return how === 'PATCH'
    ? context.bench.call('PATCH', '/proxies/link', { listen: address })
    : context.bench.call('POST', '/populate', [{ ...ofLink(context), listen: address }])
}

/** Address, toxics and a connection that is open outlive `attempt`, and new connections are taken. */
async function staysAsItWas(context: Context, attempt: () => Promise<void>): Promise<void> {
  const open = await context.bench.pair()
  const before = await context.bench.state()
  await attempt()
  expect(await context.bench.state()).toEqual(before)
  await carries(open)
  await carries(await context.bench.pair())
}

async function carries({ client, server }: { client: Peer; server: Peer }): Promise<void> {
  const [up, down] = [server.received + 1, client.received + 1]
  client.send('u')
  server.send('d')
  await Promise.all([server.receive(up), client.receive(down)])
}
