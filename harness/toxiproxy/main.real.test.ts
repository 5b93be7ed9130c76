import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dial, type Peer, startDial, Upstream } from './testing/peer.ts'
import { type Program, startProgram as start } from './testing/program.ts'

const main = new URL('./main.ts', import.meta.url).pathname

async function refused(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stderr }
}

test('says on one line that it listens, with the seed that repeats it', async () => {
  await using run = await start(['--seed', '42'])
  expect(run.listening).toMatchObject({ msg: 'listening', host: '127.0.0.1', seed: 42 })
  expect(Math.abs(run.listening.at - Number(process.hrtime.bigint()))).toBeLessThan(60e9)
  expect((await fetch(`${run.url}/version`)).status).toBe(200)
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0, with a connection open', async (signal) => {
  await using run = await start()
  await using upstream = await Upstream.listen()
  const client = await dial(await openProxy(run, upstream.address))
  await upstream.accept()
  run.child.kill(signal)
  expect(await once(run.child, 'exit')).toEqual([0, null])
  await client.ended
})

test('a port in use: one line, exit 1', async () => {
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  const { port } = blocker.address() as { port: number }
  const { code, stderr } = await refused(['--port', String(port)])
  blocker.close()
  expect(code).toBe(1)
  expect(stderr).toBe(`toxiproxy: listen tcp 127.0.0.1:${port}: bind: address already in use\n`)
})

test.each([
  ['-host=127.0.0.1', '-seed=5'],
  ['--host', '127.0.0.1', '-seed', '5', '-proxy-metrics=true'],
])("takes the original's flags: %s %s", async (...args) => {
  await using run = await start(args)
  expect(run.listening).toMatchObject({ host: '127.0.0.1', seed: 5 })
  const { status } = await fetch(`${run.url}/metrics`)
  expect(status).toBe(args.includes('-proxy-metrics=true') ? 200 : 404)
})

test('tells its version', async () => {
  const child = spawn(process.execPath, [main, '-version'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [output] = await once(child.stdout, 'data')
  expect(String(output)).toMatch(/^toxiproxy-server version 2\.12\.0\+gameday\n$/)
})

describe('--config', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toxiproxy-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function config(content: string): Promise<string> {
    const file = join(folder, 'proxies.json')
    await writeFile(file, content)
    return file
  }

  test('opens its proxies before the API listens', async () => {
    const file = await config(
      '[{"name": "a", "upstream": "127.0.0.1:1"}, {"name": "b", "upstream": "x:1", "enabled": false}]',
    )
    await using run = await start(['--config', file])
    const proxies = (await (await fetch(`${run.url}/proxies`)).json()) as Record<string, { enabled: boolean }>
    expect(Object.entries(proxies).map(([name, { enabled }]) => [name, enabled])).toEqual([
      ['a', true],
      ['b', false],
    ])
  })

  test.each([
    ['[', 64, /proxies\.json: .*JSON/],
    ['{}', 64, /proxies\.json: it must be a JSON array of proxies, got {}/],
    ['[{"name": "a"}]', 64, /missing required field: upstream at proxy 1/],
    ['[{"name": "a", "upstream": "x"}]', 64, /upstream must be host:port/],
    [
      '[{"name": "a", "upstream": "x:1", "listen": "203.0.113.1:1"}]',
      1,
      /listen tcp 203\.0\.113\.1:1: bind: /,
    ],
  ])('%s is one line, exit %d', async (content, expected, message) => {
    const { code, stderr } = await refused(['--port', '0', '--config', await config(content)])
    expect([code, stderr.trim().split('\n')]).toEqual([expected, [expect.stringMatching(message)]])
  })

  test('a file that is not there is one line, exit 64', async () => {
    const { code, stderr } = await refused(['--config', join(folder, 'nothing')])
    expect([code, stderr]).toEqual([64, expect.stringMatching(/^toxiproxy: --config .*ENOENT.*\n$/)])
  })
})

test.each([['--port', 'x'], ['--seed', '-1'], ['--unknown']])(
  'bad arguments %s %s: one line, exit 64',
  async (...args) => {
    const { code, stderr } = await refused(args)
    expect(code).toBe(64)
    expect(stderr).toMatch(/^toxiproxy: .+\n$/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  },
)

test('running out of descriptors does not end accepting', async () => {
  await using run = await start([], 64)
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const { port } = echo.address() as { port: number }
  const address = await openProxy(run, `127.0.0.1:${port}`)
  const crowd: Peer[] = []
  for (let i = 0; i < 100; i++) crowd.push(startDial(address))
  // Some are closed: the limit was reached.
  await Promise.race(crowd.map(({ ended }) => ended))
  for (const { socket } of crowd) socket.destroy()
  await expect.poll(() => echoes(address), { timeout: 20_000 }).toBe(true)
  echo.close()
})

/** Whether a new connection to `address` is answered. */
async function echoes(address: string): Promise<boolean> {
  const client = startDial(address)
  client.send('x')
  const answered = once(client.socket, 'data').then(
    () => true,
    () => false,
  )
  const result = await Promise.race([answered, client.ended.then(() => false)])
  client.socket.destroy()
  return result
}

async function openProxy({ url }: Program, upstream: string): Promise<string> {
  const body = JSON.stringify({ name: 'link', listen: '127.0.0.1:0', upstream })
  const response = await fetch(`${url}/proxies`, { method: 'POST', body })
  return ((await response.json()) as { listen: string }).listen
}
