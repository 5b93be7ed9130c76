import { Redis } from 'ioredis'
import { SignJWT } from 'jose'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { HostAssignment, HostEvent, ToMockHost } from '../../mock-host/control.ts'
import { directoryKeys } from '../wire.ts'
import { freePort, Service, startNode, until } from './service.ts'

export const secret = 'secret of the test run'

/** Durations of the tests, against scenario time. */
export const timeScale = 0.1

export function token(role: string, sub: string, key = secret): Promise<string> {
  const jwt = new SignJWT({ role }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub)
  return jwt.sign(new TextEncoder().encode(key))
}

/** A real Redis and the view of the directory in it. */
export class TestDirectory {
  readonly url: string
  readonly server: Service
  readonly client: Redis

  constructor(port: number) {
    this.url = `redis://127.0.0.1:${port}`
    this.server = new Service('redis-server', [
      'redis-server',
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    ])
    this.client = new Redis(this.url, { retryStrategy: () => 20, maxRetriesPerRequest: null })
    this.client.on('error', () => {})
    onTestFinished(() => this.client.disconnect())
  }

  ownerOf(hostId: string): Promise<string | null> {
    return this.client.hget(directoryKeys.owner, hostId)
  }

  owners(): Promise<Record<string, string>> {
    return this.client.hgetall(directoryKeys.owner)
  }

  /** Writes an entry as a relay of another make would have. @param ttlMs negative for one that has expired. */
  async plant(hostId: string, owner: string, ttlMs = 90_000): Promise<void> {
    const meta = { registeredAt: Date.now(), lastPongAt: Date.now() }
    await this.client.hset(directoryKeys.owner, hostId, owner)
    await this.client.hset(directoryKeys.meta, hostId, JSON.stringify(meta))
    await this.client.zadd(directoryKeys.ttl, Date.now() + ttlMs, hostId)
  }

  /** The commands that clients send from now on, those inside of scripts left out. */
  async watch(): Promise<string[][]> {
    const commands: string[][] = []
    const monitor = await this.client.monitor()
    onTestFinished(() => monitor.disconnect())
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua') commands.push(args)
    })
    return commands
  }

  /** From now on every call on the directory is answered with an error. */
  async corrupt(): Promise<void> {
    await this.client.set(directoryKeys.owner, 'not a hash')
  }
}

export async function startDirectory(): Promise<TestDirectory> {
  const directory = new TestDirectory(await freePort())
  await directory.client.ping()
  return directory
}

export interface TestRelay {
  readonly service: Service
  readonly url: string
  readonly port: number
  get(path: string, init?: RequestInit): Promise<Response>
}

export async function startRelay(redisUrl: string, env: Record<string, string> = {}): Promise<TestRelay> {
  const service = startNode('relay', {
    PORT: '0',
    REDIS_URL: redisUrl,
    REGION: 'ams',
    MACHINE_ID: 'relay-1',
    TOKEN_SECRET: secret,
    TIME_SCALE: String(timeScale),
    ...env,
  })
  const port = Number((await service.line('listening')).port)
  const authorization = `Bearer ${await token('client', 'test')}`
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization }, ...init })
  return { service, port, url: `ws://127.0.0.1:${port}`, get }
}

/** A mock-host process and what its hosts have reported. */
export class TestHosts {
  readonly events: HostEvent[] = []
  readonly service: Service
  readonly #control: WebSocket

  constructor(service: Service, control: WebSocket) {
    this.service = service
    this.#control = control
    control.on('message', (data) => this.events.push(...(JSON.parse(String(data)) as HostEvent[])))
    onTestFinished(() => control.terminate())
  }

  async add(url: string, ...ids: string[]): Promise<void> {
    const hosts: HostAssignment[] = []
    for (const id of ids) hosts.push({ id, url, token: await token('host', id) })
    this.send({ type: 'add', hosts })
  }

  send(message: ToMockHost): void {
    this.#control.send(JSON.stringify(message))
  }

  of(state: HostEvent['state'], host?: string): HostEvent[] {
    return this.events.filter((event) => event.state === state && (host === undefined || event.host === host))
  }

  /** The nth event (from 1) of a state, now or later. */
  nth(n: number, state: HostEvent['state'], host?: string): Promise<HostEvent> {
    return until(`host event ${state} number ${n}`, () => this.of(state, host)[n - 1])
  }
}

export async function startHosts(env: Record<string, string> = {}): Promise<TestHosts> {
  const service = startNode('mock-host', { PORT: '0', TIME_SCALE: String(timeScale), ...env })
  const { port } = await service.line('listening')
  const control = new WebSocket(`ws://127.0.0.1:${port}`)
  const hosts = new TestHosts(service, control)
  await new Promise((resolve, reject) => control.once('open', resolve).once('error', reject))
  return hosts
}

/** A tunnel opened by hand, for what no well-behaved host does. */
export async function openTunnel(url: string, hostId: string, bearer?: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/tunnel?hostId=${hostId}`, {
    headers: { authorization: `Bearer ${bearer ?? (await token('host', hostId))}` },
  })
  socket.on('error', () => {})
  onTestFinished(() => socket.terminate())
  return socket
}

/** Close code and reason of a socket. */
export function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
}
