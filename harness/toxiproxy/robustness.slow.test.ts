import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { quiet, streams, TestBench } from './testing/bench.ts'
import { dial, type Peer, startDial } from './testing/peer.ts'
import { endOf, type Program, residentBytes, startProgram } from './testing/program.ts'

const MiB = 1_048_576

/** A server as a process of its own, with one proxy `link`. */
async function openBench(args: readonly string[] = []): Promise<{ bench: TestBench; program: Program }> {
  const program = await startProgram(['--seed', '1', ...args])
  return { program, bench: await TestBench.around(program) }
}

/** Dials in waves, so that no accept queue overflows. */
async function dialMany(address: string, count: number): Promise<Peer[]> {
  const peers: Peer[] = []
  while (peers.length < count) {
    const wave = Array.from({ length: Math.min(500, count - peers.length) }, () => dial(address))
    peers.push(...(await Promise.all(wave)))
  }
  return peers
}

test('5,000 connections at once, each with its own bytes both ways', async () => {
  const { bench, program } = await openBench()
  await using _ = bench
  bench.upstream.server.on('connection', (socket: Socket) => socket.pipe(socket))
  const peers = await dialMany(bench.listen, 5_000)
  // Those in the accept queue are open for the client, but not yet the proxy's.
  await expect.poll(async () => (await bench.state()).connections, { timeout: 10_000 }).toBe(5_000)
  for (const [index, peer] of peers.entries()) peer.send(`connection ${index}`)
  const answers = await Promise.all(peers.map((peer, index) => peer.receive(`connection ${index}`.length)))
  expect(answers).toEqual(peers.map((_, index) => `connection ${index}`))
  for (const { socket } of peers) socket.end()
  expect(new Set(await Promise.all(peers.map(({ ended }) => ended)))).toEqual(new Set(['fin']))
  await expect.poll(async () => (await bench.state()).connections, { timeout: 5_000 }).toBe(0)
  expect(program.child.exitCode).toBeNull()
})

test('an idle connection costs little more than a bare pipe', async () => {
  const count = 2_000
  const { bench, program } = await openBench()
  await using _ = bench
  const bare = await startBarePipe(bench.upstream.address)
  await using _bare = { [Symbol.asyncDispose]: () => endOf(bare.child) }
  const ours = await costOf(bench.listen, count, () => program.memory())
  const theirs = await costOf(bare.address, count, () => residentBytes(bare.child))
  // The aim is 20 KB; resident memory moves by pages and collections, so that a test takes twice that.
  expect((ours - theirs) / count).toBeLessThan(40 * 1_024)
})

/** Bytes that a process grows by under so many idle connections. The first hundred warm it up. */
async function costOf(address: string, count: number, memory: () => Promise<number>): Promise<number> {
  const warm = await dialMany(address, 100)
  await quiet(300)
  const before = await memory()
  const peers = await dialMany(address, count)
  await quiet(300)
  const cost = (await memory()) - before
  for (const { socket } of [...warm, ...peers]) socket.destroy()
  return cost
}

async function startBarePipe(upstream: string): Promise<{ child: ChildProcess; address: string }> {
  const file = new URL('./testing/bare-pipe.mjs', import.meta.url).pathname
  const argv = [file, upstream.split(':')[1]!]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(createInterface(child.stdout!), 'line')
  return { child, address: `127.0.0.1:${port}` }
}

test('10,000 API calls while 1 GB flows: every byte right, the API answers', async () => {
  const { bench } = await openBench()
  await using _ = bench
  const flows = 4
  const bytesPerFlow = 250_000_000
  const times: number[] = []
  // The flows keep pace with the calls, so that bytes flow from the first call to the last.
  const chunks = Math.ceil(bytesPerFlow / MiB)
  const pace = async (chunk: number) => {
    while (times.length < (chunk / chunks) * 9_500) await quiet(1)
  }
  const running = Promise.all(Array.from({ length: flows }, (_, i) => flow(bench, bytesPerFlow, i, pace)))
  const caller = async (worker: number) => {
    for (let i = 0; i < 2_500; i += calls.length)
      for (const call of calls) {
        const before = performance.now()
        const { status } = await call(bench, `w${worker}`)
        times.push(performance.now() - before)
        expect(status).toBeLessThan(300)
      }
  }
  await Promise.all([0, 1, 2, 3].map(caller))
  expect(times).toHaveLength(10_000)
  times.sort((a, b) => a - b)
  // Milliseconds on an idle machine; a hang is what must not be.
  expect(times[9_899]).toBeLessThan(1_000)
  expect(times.at(-1)).toBeLessThan(5_000)
  for (const { sent, received } of await running) expect(received).toBe(sent)
  expect((await bench.state()).toxics).toEqual([])
}, 60_000)

/** What a caller does over and over: five calls that touch every open connection. */
const calls: readonly ((bench: TestBench, name: string) => Promise<{ status: number }>)[] = [
  (bench, name) => bench.addToxic('latency', { latency: 1 }, { name }),
  (bench) => bench.call('GET', '/proxies'),
  (bench, name) => bench.updateToxic(name, { attributes: { latency: 0 }, toxicity: 0.5 }),
  (bench) => bench.state().then(() => ({ status: 200 })),
  (bench, name) => bench.removeToxic(name),
]

/**
 * Sends so many bytes from server to client.
 * @param ready waited for before each MiB
 * @returns SHA-256 of what was sent and of what came
 */
async function flow(bench: TestBench, bytes: number, salt: number, ready = async (_: number) => {}) {
  const accepted = bench.upstream.accept()
  const client = startDial(bench.listen)
  client.socket.removeAllListeners('data')
  const received = hashOf(client.socket)
  const { socket } = await accepted
  const sent = createHash('sha256')
  const chunk = Buffer.from(Array.from({ length: MiB }, (_, i) => (i * 31 + (i >> 9) + salt) & 255))
  for (let at = 0; at < bytes; at += chunk.length) {
    await ready(at / chunk.length)
    const part = chunk.subarray(0, Math.min(bytes - at, chunk.length))
    sent.update(part)
    if (!socket.write(part)) await once(socket, 'drain')
  }
  socket.end()
  return { sent: sent.digest('hex'), received: await received }
}

async function hashOf(socket: Socket): Promise<string> {
  const hash = createHash('sha256')
  socket.on('data', (chunk) => hash.update(chunk))
  await once(socket, 'end')
  return hash.digest('hex')
}

test('100 MB through latency, slicer and bandwidth arrive unchanged', async () => {
  const { bench } = await openBench()
  await using _ = bench
  await bench.addToxic('latency', { latency: 20, jitter: 10 })
  await bench.addToxic('slicer', { average_size: 9_000, size_variation: 4_000 })
  await bench.addToxic('bandwidth', { rate: 40_000 })
  const before = performance.now()
  const { sent, received } = await flow(bench, 100_000_000, 0)
  expect(received).toBe(sent)
  // 100 MB at 40 MB/s: it was not faster than the rate.
  expect(performance.now() - before).toBeGreaterThanOrEqual(2_450)
  const counts = (await bench.state()).toxics.map(
    ({ affected }: { affected: { connections: number; bytes: number } }) => affected,
  )
  for (const { connections, bytes } of counts) {
    expect(connections).toBe(1)
    expect(bytes).toBeGreaterThan(50_000_000)
  }
})

describe('a reader that stops: what is kept back is bounded', () => {
  /** Toxics that keep or pass bytes; under the others nothing is kept. */
  const toxics = [
    ['no toxic', {}],
    ['latency', { latency: 50 }],
    ['bandwidth', { rate: 100_000 }],
    ['bandwidth', { rate: 0 }],
    ['slow_close', { delay: 50 }],
    ['slicer', { average_size: 1 }],
    ['slicer', { average_size: 100, size_variation: 50, delay: 1 }],
    ['limit_data', { bytes: 10_000_000_000 }],
    ['swallow_from', { pattern: 'ff'.repeat(100) }],
  ] as const

  for (const stream of streams)
    test.each(toxics)(`${stream}: %s %j`, async (type, attributes) => {
      const { bench, program } = await openBench()
      await using _ = bench
      const { sender, receiver } = await bench.flow(stream)
      if (type !== 'no toxic') await bench.addToxic(type, attributes, { stream })
      receiver.socket.pause()
      const before = await program.memory()
      const sent = await sendUntilStuck(sender.socket)
      // Loopback's own buffers take up to some MiB on both sides of the proxy; a proxy without bound would take all.
      expect(sent).toBeLessThan(64 * MiB)
      // 4.6 MiB are kept back; garbage not yet collected and the heap's own growth come on top.
      expect((await program.memory()) - before).toBeLessThan(96 * MiB)
    })
})

/** Writes until nothing is taken for 300 ms. @returns bytes taken */
async function sendUntilStuck(socket: Socket): Promise<number> {
  const chunk = Buffer.alloc(65_536)
  let sent = 0
  while (sent < 256 * MiB) {
    sent += chunk.length
    if (socket.write(chunk)) continue
    const drained = await Promise.race([once(socket, 'drain').then(() => true), quiet(300).then(() => false)])
    if (!drained) break
  }
  return sent
}

test('out of descriptors for a while: the API and other connections go on, and accepting comes back', async () => {
  const program = await startProgram([], 64)
  await using bench = await TestBench.around(program)
  bench.upstream.server.on('connection', (socket: Socket) => socket.pipe(socket))
  const early = await dial(bench.listen)
  const crowd: Peer[] = []
  for (let i = 0; i < 100; i++) crowd.push(startDial(bench.listen))
  await Promise.race(crowd.map(({ ended }) => ended))
  early.send('still here')
  expect(await early.receive(10)).toBe('still here')
  for (const { socket } of crowd) socket.destroy()
  await expect.poll(() => echoes(bench.listen), { timeout: 20_000 }).toBe(true)
  expect((await bench.state()).enabled).toBe(true)
})

async function echoes(address: string): Promise<boolean> {
  const client = startDial(address)
  client.send('x')
  const answered = await Promise.race([client.receive(1).then(() => true), client.ended.then(() => false)])
  client.socket.destroy()
  return answered
}

test('an upstream that goes and comes back', async () => {
  const { bench } = await openBench()
  await using _ = bench
  const { client, server } = await bench.pair()
  const { port } = bench.upstream.server.address() as { port: number }
  bench.upstream.server.close()
  server.socket.destroy()
  await client.ended
  for (let i = 0; i < 50; i++) expect(await startDial(bench.listen).ended).not.toBe('closed by itself')
  const again = await listenAgain(port)
  expect(await echoes(bench.listen)).toBe(true)
  again.close()
  expect((await bench.state()).enabled).toBe(true)
})

async function listenAgain(port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

test('nonsense is refused with a reason and the server goes on', async () => {
  const { bench } = await openBench()
  await using _ = bench
  const toxics = '/proxies/link/toxics'
  const deep = '['.repeat(100_000)
  const nonsense = [
    '{',
    'nul',
    '0',
    '"x"',
    '[[]]',
    deep,
    deep + ']'.repeat(deep.length),
    `{"name":${deep}${']'.repeat(deep.length)}}`,
    '\u0000',
    '{"type":"latency","attributes":{"latency":1e999}}',
  ]
  for (const path of ['/proxies', '/populate', toxics])
    for (const body of nonsense) {
      const { status, json } = await bench.call('POST', path, body)
      expect([status, json.status, json.error], `${path} ${body.slice(0, 20)}`).toEqual([
        400,
        400,
        expect.stringMatching(/.+/),
      ])
    }
  const large = await bench.call('POST', '/populate', `[${' '.repeat(2 * MiB)}]`)
  expect(large.status).toBe(413)
  const { client, server } = await bench.pair()
  client.send('x')
  expect(await server.receive(1)).toBe('x')
})

test('by default nothing listens beyond loopback', async () => {
  const { bench, program } = await openBench()
  await using _ = bench
  const upstream = bench.upstream.address
  for (const [index, listen] of ['', ':0', 'localhost:0', undefined].entries())
    expect((await bench.call('POST', '/proxies', { name: `p${index}`, listen, upstream })).status).toBe(201)
  const proxies: { listen: string }[] = Object.values((await bench.call('GET', '/proxies')).json)
  const ports = [program.listening.port, ...proxies.map(({ listen }) => Number(listen.split(':').at(-1)))]
  const listeners = await listenersOn(ports)
  expect(listeners.map(({ port }) => port).sort()).toEqual([...ports].sort())
  // 127.0.0.1 as the kernel writes it.
  expect(new Set(listeners.map(({ address }) => address))).toEqual(new Set(['0100007F']))
})

/** The kernel's table of listening sockets on these ports. */
async function listenersOn(ports: readonly number[]): Promise<{ address: string; port: number }[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  )
  return [...tables.join('').matchAll(/^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gm)]
    .map(([, address, port]) => ({ address: address!, port: Number.parseInt(port!, 16) }))
    .filter(({ port }) => ports.includes(port))
}
