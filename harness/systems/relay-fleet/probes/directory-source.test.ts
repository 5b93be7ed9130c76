import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { entriesOf, redisHash } from './directory-source.ts'
import { entriesInRows } from './directory-sql.ts'

test('hosts and owners by turns, in pairs, or none', () => {
  expect(entriesOf(['a', 'm1', 'b', 2])).toEqual({ a: 'm1', b: '2' })
  expect(
    entriesOf([
      ['a', 'm1'],
      ['b', 'm2'],
    ]),
  ).toEqual({ a: 'm1', b: 'm2' })
  expect(entriesOf([])).toEqual({})
})

test.each([[null], ['OK'], [['a']], [['a', null]], [[['a', 'm1'], ['b']]], [['a', ['m1']]]])(
  '%j is no directory',
  (answer) => {
    expect(() => entriesOf(answer)).toThrow('the script returns no hosts and owners by turns')
  },
)

test('rows of a statement', () => {
  expect(
    entriesInRows([
      ['a', 'm1', 'more'],
      [7, 8],
    ]),
  ).toEqual({ a: 'm1', 7: '8' })
  expect(() => entriesInRows([['a', null]])).toThrow('a row has no host and owner: ["a",null]')
  expect(() => entriesInRows([['a']])).toThrow('a row has no host and owner')
})

/** Speaks as much of Redis's protocol as a client needs; `hgetall` answers that command. */
async function redisThat(hgetall: (client: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => {})
    client.on('data', (data) => {
      for (const [command] of String(data)
        .toLowerCase()
        .matchAll(/\b(info|client|hello|hgetall)\b/g))
        if (command === 'hgetall') hgetall(client)
        else client.write(command === 'info' ? '$15\r\nredis_version:7\r\n' : '+OK\r\n')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const source = redisHash(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, 'where')
  const end = async () => {
    source.close()
    for (const socket of sockets) socket.destroy()
    await once(server.close(), 'close')
  }
  return { source, [Symbol.asyncDispose]: end }
}

test('a large answer may take as long as it takes, while something comes', async () => {
  await using redis = await redisThat(async (client) => {
    for (const part of ['*4\r\n$1\r\na\r\n', '$2\r\nm1\r\n', '$1\r\nb\r\n', '$2\r\n', 'm2\r\n']) {
      client.write(part)
      await sleep(300)
    }
  })
  await expect.poll(() => redis.source.read(), { timeout: 10_000 }).toEqual({ a: 'm1', b: 'm2' })
})

test('an answer that stays out is given up', async () => {
  await using redis = await redisThat(() => {})
  await expect.poll(() => redis.source.read().catch(String), { timeout: 10_000 }).toMatch(/timeout/)
})
