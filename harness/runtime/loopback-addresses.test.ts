import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { LoopbackAddresses } from './loopback-addresses.ts'

const linux = process.platform === 'linux'

it('gives each name a port, and the same one again', async () => {
  const addresses = new LoopbackAddresses()
  const first = await addresses.reserve('relay-1', ['http', 'admin'])
  expect(first.http!.port).not.toBe(first.admin!.port)
  expect(await addresses.reserve('relay-1', ['admin', 'http', 'extra'])).toMatchObject(first)
})

it('gives two services ports that differ', async () => {
  const addresses = new LoopbackAddresses()
  const [one, two] = [await addresses.reserve('a', ['main']), await addresses.reserve('b', ['main'])]
  expect(one.main).not.toEqual(two.main)
})

it.runIf(linux)('gives each instance a loopback address of its own', async () => {
  const hosts = Array.from({ length: 20 }, () => new LoopbackAddresses().host)
  expect(new Set(hosts).size).toBe(20)
  for (const host of hosts) expect(host).toMatch(/^127\.(?!0\.)\d+\.\d+\.[1-9]\d*$/)
})

it.runIf(linux)('stays out of the range of outgoing connections', async () => {
  const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number)
  const names = Array.from({ length: 100 }, (_, index) => `port-${index}`)
  const reserved = await new LoopbackAddresses().reserve('many', names)
  for (const { port } of Object.values(reserved)) expect(port < low! || port > high!).toBe(true)
})

it('gives a port that can be listened on', async () => {
  const { main } = await new LoopbackAddresses().reserve('one', ['main'])
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(main!.port, main!.host, resolve)
  })
  server.close()
})
