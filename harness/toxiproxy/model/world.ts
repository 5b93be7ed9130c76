import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { expect } from 'vitest'
import { createToxiproxy } from '../server.ts'
import type { TestServer } from '../testing/bench.ts'
import { type Peer, startDial } from '../testing/peer.ts'
import type { ApiModel, ModelConnection, ModelProxy } from './api-model.ts'

/** Longest wait for what must come, ms. */
const deadlineMs = 5_000

/** A server of ours, driven beside its model, and the clients of its proxies. */
export class World implements AsyncDisposable {
  readonly #server: TestServer
  readonly #clients = new Map<ModelConnection, Peer>()

  private constructor(server: TestServer) {
    this.#server = server
  }

  static async open(): Promise<World> {
    return new World(await createToxiproxy({ port: 0, seed: 1 }))
  }

  async call(method: string, path: string, body?: unknown) {
    const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(this.#server.url + path, { method, body: sent })
    const text = await response.text()
    return { status: response.status, text, json: /^[{[]/.test(text) ? JSON.parse(text) : undefined }
  }

  connect(connection: ModelConnection): void {
    this.#clients.set(connection, startDial(connection.proxy.listen!))
  }

  /** Everything that the model says holds; ports that the server chose are told to the model. */
  async compare(model: ApiModel): Promise<void> {
    const { json } = await this.call('GET', '/proxies')
    expect(Object.keys(json).sort()).toEqual([...model.proxies.keys()].sort())
    for (const proxy of model.proxies.values()) {
      proxy.listen ??= chosenPort(proxy.host, json[proxy.name].listen)
      const { name, listen, upstream, enabled } = proxy
      const toxics = (['upstream', 'downstream'] as const).flatMap((stream) =>
        proxy.toxics.filter((toxic) => toxic.stream === stream),
      )
      expect(json[name]).toMatchObject({ name, listen, upstream, enabled })
      expect(json[name].toxics.map(ofToxic)).toEqual(toxics)
    }
    await Promise.all([...this.#clients].map(([connection, client]) => lives(connection, client)))
    await Promise.all([...model.proxies.values()].map((proxy) => reached(model, proxy)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#clients.values()) socket.destroy()
    await this.#server.close()
  }
}

function chosenPort(host: string, listen: string): string {
  expect(listen).toMatch(/:[1-9]\d*$/)
  expect(listen.split(':')[0]).toBe(host)
  return listen
}

const ofToxic = ({ name, type, stream, toxicity, attributes }: Record<string, unknown>) => ({
  name,
  type,
  stream,
  toxicity,
  attributes,
})

async function lives({ state, answer, proxy }: ModelConnection, client: Peer): Promise<void> {
  if (state === 'over') await within(client.ended, `a connection of ${proxy.name} ends`)
  else expect(client.seen, `a connection of ${proxy.name} is ${state}`).toBeUndefined()
  if (state !== 'open') return
  const before = client.received
  client.send('?')
  const answered = client.receive(before + 1)
  await within(answered, `a connection of ${proxy.name} is answered`)
  expect((await answered).at(-1)).toBe(answer)
}

/** Enabled, it takes connections; disabled, it refuses them. */
async function reached(model: ApiModel, proxy: ModelProxy): Promise<void> {
  if (!proxy.enabled && !model.isFree(proxy)) return
  const { socket } = startDial(proxy.listen!.replace(/^(localhost|0\.0\.0\.0|):/, '127.0.0.1:'))
  const seen = await new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'))
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code))
  })
  socket.destroy()
  // A reset may come before the connection is seen to be open.
  const taken = seen === 'ECONNRESET' ? 'connected' : seen
  expect(taken, `${proxy.name} at ${proxy.listen}`).toBe(proxy.enabled ? 'connected' : 'ECONNREFUSED')
}

async function within(event: Promise<unknown>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${deadlineMs} ms: ${what}`)), deadlineMs)
  })
  await Promise.race([event, late]).finally(() => clearTimeout(timer))
}

/** Answers every byte with `answer`. */
export async function answering(answer: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: false }, (socket) =>
    socket.on('error', () => {}).on('data', (chunk) => socket.write(answer.repeat(chunk.length))),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

/** Ports that nobody listens on and that no system gives to a connection. */
export async function portsBelowEphemeral(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let port = 12_000 + (process.pid % 8_000); ports.length < count && port < 32_000; port++) {
    const server = createServer().on('error', () => {})
    server.listen(port, '0.0.0.0', () => ports.push(port))
    await Promise.race([once(server, 'listening'), once(server, 'error')])
    await new Promise((resolve) => server.close(resolve))
  }
  return ports
}
