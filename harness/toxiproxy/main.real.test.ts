import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { dial, type Peer, startDial, Upstream } from './testing/peer.ts'

const main = new URL('./main.ts', import.meta.url).pathname

interface Run extends AsyncDisposable {
  readonly child: ChildProcess
  /** The first line of its output, parsed. */
  readonly listening: { at: number; msg: string; host: string; port: number; seed: number }
  readonly url: string
}

async function start(args: readonly string[] = [], descriptors?: number): Promise<Run> {
  // `exec`, so that the process signalled is the program and not the shell.
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `
  const command = `${limit}exec "$0" "$@"`
  const argv = ['-c', command, process.execPath, main, '--port', '0', ...args]
  const child = spawn('/bin/sh', argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout!), 'line')
  const listening = JSON.parse(line)
  return {
    child,
    listening,
    url: `http://127.0.0.1:${listening.port}`,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
    },
  }
}

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

async function openProxy({ url }: Run, upstream: string): Promise<string> {
  const body = JSON.stringify({ name: 'link', listen: '127.0.0.1:0', upstream })
  const response = await fetch(`${url}/proxies`, { method: 'POST', body })
  return ((await response.json()) as { listen: string }).listen
}
