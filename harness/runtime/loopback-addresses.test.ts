import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { LoopbackAddresses, portRange } from './loopback-addresses.ts'

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

/** What listens at an address until the end of the test. */
async function listener(host: string, port: number): Promise<{ code?: string } | undefined> {
  const server = createServer()
  onTestFinished(() => void server.close())
  return new Promise((resolve) => {
    server.on('error', resolve)
    server.listen(port, host, () => resolve(undefined))
  })
}

it('gives a port on which nobody listens, at any address of the machine', async () => {
  vi.spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0.25)
  onTestFinished(() => void vi.restoreAllMocks())
  const { low, high } = portRange()
  const taken = low + Math.floor(0.5 * (high - low))
  expect(await listener('127.250.1.1', taken)).toBeUndefined()
  const { main } = await new LoopbackAddresses('127.250.1.2').reserve('one', ['main'])
  expect(main!.port).not.toBe(taken)
  // A program that listens on all interfaces gets it.
  expect(await listener('0.0.0.0', main!.port)).toBeUndefined()
})

it.runIf(linux)('gives no two instances the same port, whoever of them listens on it', async () => {
  const random = vi.spyOn(Math, 'random')
  onTestFinished(() => void random.mockRestore())
  const [one, two] = [new LoopbackAddresses('127.250.1.1'), new LoopbackAddresses('127.250.1.2')]
  onTestFinished(async () => void (await Promise.all([one.release(), two.release()])))
  random.mockReturnValueOnce(0.5)
  const first = await one.reserve('one', ['main'])
  random.mockReturnValueOnce(0.5).mockReturnValueOnce(0.75)
  const second = await two.reserve('two', ['main'])
  expect(second.main!.port).not.toBe(first.main!.port)
})

it.runIf(linux)('gives a port to others again when it is released', async () => {
  const random = vi.spyOn(Math, 'random')
  onTestFinished(() => void random.mockRestore())
  const one = new LoopbackAddresses('127.250.1.1')
  // Whichever is free: other programs of the machine have ports, too.
  const first = await one.reserve('one', ['main'])
  await one.release()
  const two = new LoopbackAddresses('127.250.1.2')
  onTestFinished(() => two.release())
  const { low, high } = portRange()
  random.mockReturnValueOnce((first.main!.port - low + 0.5) / (high - low))
  expect((await two.reserve('two', ['main'])).main!.port).toBe(first.main!.port)
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
