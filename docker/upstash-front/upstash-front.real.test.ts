import { Redis as UpstashClient } from '@upstash/redis'
import { expect, test } from 'vitest'
import { freePort, Service, startNode, until } from '../relay/testing/service.ts'

const token = 'token-of-the-test'

function startRedis(port: number): Service {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  return new Service('redis-server', ['redis-server', ...args])
}

async function startFront() {
  const redisPort = await freePort()
  const server = startRedis(redisPort)
  const env = { PORT: '0', REDIS_URL: `redis://127.0.0.1:${redisPort}`, UPSTASH_TOKEN: token }
  const front = startNode('upstash-front', env)
  await front.line('redis connected')
  const url = `http://127.0.0.1:${(await front.line('listening')).port}`
  const ask = async (path: string, body?: unknown, init: RequestInit = {}) => {
    const response = await fetch(url + path, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}` },
      ...init,
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  return { server, redisPort, url, ask }
}

const clientOf = (url: string, more: object = {}) => new UpstashClient({ url, token, retry: false, ...more })

test.each(['base64', false] as const)(
  'the client of Upstash works with it, responseEncoding %s',
  async (responseEncoding) => {
    const { url } = await startFront()
    const redis = clientOf(url, { responseEncoding })
    expect(await redis.set('k', 'grüße ✓', { ex: 100 })).toBe('OK')
    expect(await redis.get('k')).toBe('grüße ✓')
    expect(await redis.get('nothing')).toBeNull()
    expect(await redis.hset('h', { a: 1, b: { deep: [true] } })).toBe(2)
    expect(await redis.hgetall('h')).toEqual({ a: 1, b: { deep: [true] } })
    expect(await redis.zadd('z', { score: 1.5, member: 'm' })).toBe(1)
    expect(await redis.zrange('z', 0, -1, { withScores: true })).toEqual(['m', 1.5])
    expect(await redis.eval("return {'OK', 7, {ARGV[1]}, KEYS[1]}", ['key'], ['arg'])).toEqual([
      'OK',
      7,
      ['arg'],
      'key',
    ])
    expect(await redis.pipeline().set('n', 41).incr('n').get('nothing').exec()).toEqual(['OK', 42, null])
    expect(await redis.multi().incr('n').hget('h', 'a').exec()).toEqual([43, 1])
    await expect(redis.hget('n', 'x')).rejects.toThrow('WRONGTYPE')
  },
)

test('the client of Upstash is refused with another token', async () => {
  const { url } = await startFront()
  await expect(clientOf(url, { token: 'another' }).get('k')).rejects.toThrow('WRONGPASS')
})

test('statuses and answers are those of the protocol', async () => {
  const { ask, url } = await startFront()
  expect(await ask('/', ['SET', 'k', 'v'])).toEqual({ status: 200, body: { result: 'OK' } })
  expect(await ask('/get/k')).toEqual({ status: 200, body: { result: 'v' } })
  expect(await ask(`/get/k?_token=${token}`, undefined, { headers: {} })).toMatchObject({ status: 200 })
  expect(await ask('/', ['GET', 'k'], { headers: {} })).toMatchObject({ status: 401 })
  await ask('/hset/h/a/1')
  expect(await ask('/hgetall/h')).toEqual({ status: 200, body: { result: ['a', '1'] } })
  expect(await ask('/', ['INCR', 'k'])).toEqual({
    status: 400,
    body: { error: 'ERR value is not an integer or out of range' },
  })
  expect(await ask('/', ['SUBSCRIBE', 'c'])).toMatchObject({ status: 400 })
  expect(await ask('/', undefined, { method: 'POST', body: '{' })).toMatchObject({ status: 400 })
  expect(await ask('/get/k', undefined, { method: 'DELETE' })).toMatchObject({ status: 405 })
  expect((await fetch(`${url}/pipeline`)).status).toBe(401)
})

test('a pipeline goes on after an error; a transaction that cannot be queued does nothing', async () => {
  const { ask } = await startFront()
  expect(
    await ask('/pipeline', [
      ['SET', 'k', 'v'],
      ['INCR', 'k'],
      ['GET', 'k'],
    ]),
  ).toEqual({
    status: 200,
    body: [{ result: 'OK' }, { error: 'ERR value is not an integer or out of range' }, { result: 'v' }],
  })
  expect(await ask('/multi-exec', [['SET', 'k', 'w'], ['GET']])).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('EXECABORT') },
  })
  expect(await ask('/', ['GET', 'k'])).toMatchObject({ body: { result: 'v' } })
})

test('while Redis is away it answers 503 at once, and serves again when Redis is back', async () => {
  const { ask, server, redisPort } = await startFront()
  server.signal('SIGKILL')
  await server.exited
  await until('503', async () => (await ask('/', ['PING'])).status === 503)
  expect(await ask('/pipeline', [['PING']])).toMatchObject({
    status: 503,
    body: { error: expect.stringContaining('Redis cannot be reached') },
  })
  startRedis(redisPort)
  await until('200', async () => (await ask('/', ['PING'])).status === 200)
})
