import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { HarnessError } from '../../errors.ts'
import { freePort } from '../../toxiproxy/testing/free-port.ts'
import { CallProcess } from './calls.ts'

export type PathName = 'plain loopback' | 'bare Node pipe' | 'ours' | 'original'

/** A way from the client to the server. */
export interface Path extends AsyncDisposable {
  readonly name: PathName
  /** Of the proxy's process; undefined where there is none. */
  readonly pid?: number
  /** @returns the port that leads to `port` */
  through(port: number): Promise<number>
}

/** A path through a proxy with toxics. */
export interface ToxicPath extends Path {
  /** Adds a toxic, client to server, to what `through(port)` opened. */
  addToxic(port: number, type: string, attributes: object): Promise<void>
  removeToxic(port: number): Promise<void>
}

export const plain: Path = {
  name: 'plain loopback',
  through: async (port) => port,
  async [Symbol.asyncDispose]() {},
}

export async function barePipe(): Promise<Path> {
  const process = new CallProcess('pipe.ts')
  return {
    name: 'bare Node pipe',
    pid: process.pid,
    through: (port) => process.call<number>('listen', port),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  }
}

/** The embedded Toxiproxy, as its users start it. */
export async function ours(): Promise<ToxicPath> {
  const main = fileURLToPath(new URL('../../toxiproxy/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout), 'line')
  return proxied('ours', child, `http://127.0.0.1:${JSON.parse(line).port}`)
}

const program = 'toxiproxy-server'

/** What `toxiproxy-server` on the PATH says of itself; undefined when there is none. */
export function originalVersion(): string | undefined {
  const { stdout } = spawnSync(program, ['-version'], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}

export async function original(): Promise<ToxicPath> {
  const port = await freePort()
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 100; ; tries--) {
    const up = await fetch(`${url}/version`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (up) return proxied('original', child, url)
    if (tries === 0) throw new HarnessError(`${program} does not answer on ${url} after 5 s`)
    await sleep(50)
  }
}

function proxied(name: PathName, child: ChildProcess, url: string): ToxicPath {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(url + path, { method, body: body ? JSON.stringify(body) : null })
    if (!response.ok) throw new HarnessError(`${name}: ${method} ${path}: ${await response.text()}`)
    return response
  }
  return {
    name,
    pid: child.pid!,
    async through(port) {
      const proxy = { name: `to-${port}`, listen: '127.0.0.1:0', upstream: `127.0.0.1:${port}` }
      const { listen } = (await (await call('POST', '/proxies', proxy)).json()) as { listen: string }
      return Number(listen.split(':').at(-1))
    },
    async addToxic(port, type, attributes) {
      const toxic = { name: 'bench', type, stream: 'upstream', attributes }
      await call('POST', `/proxies/to-${port}/toxics`, toxic)
    },
    async removeToxic(port) {
      await call('DELETE', `/proxies/to-${port}/toxics/bench`)
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
