import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { freePort, Service, startNode, until } from '../../../docker/relay/testing/service.ts'

export { until }

export const audience = 'example-relay'
export const issuer = 'https://issuer.example'
const upstashToken = 'token-of-the-test'

/** What an example fleet needs around it: Redis, the front to it, and who issues tokens. */
export interface Surroundings {
  readonly redis: Redis
  readonly redisServer: Service
  readonly frontUrl: string
  readonly issuerUrl: string
  token(subject: string, scope: string, more?: object): Promise<string>
}

export async function startSurroundings(): Promise<Surroundings> {
  const port = await freePort()
  const redisServer = new Service('redis-server', [
    'redis-server',
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
  ])
  const redis = new Redis(`redis://127.0.0.1:${port}`, {
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  })
  redis.on('error', () => {})
  onTestFinished(() => redis.disconnect())
  await redis.ping()
  const url = `redis://127.0.0.1:${port}`
  const front = startNode('upstash-front', { PORT: '0', REDIS_URL: url, UPSTASH_TOKEN: upstashToken })
  const tokens = startNode('token-issuer', {
    PORT: '0',
    ISSUER: issuer,
    AUDIENCE: audience,
    ALGORITHM: 'ES256',
  })
  await front.line('redis connected')
  const issuerUrl = `http://127.0.0.1:${(await tokens.line('listening')).port}`
  const token = async (subject: string, scope: string, more: object = {}): Promise<string> => {
    const body = JSON.stringify({ subject, claims: { scope }, ...more })
    const answer = await fetch(`${issuerUrl}/token`, { method: 'POST', body })
    return ((await answer.json()) as { token: string }).token
  }
  return {
    redis,
    redisServer,
    frontUrl: `http://127.0.0.1:${(await front.line('listening')).port}`,
    issuerUrl,
    token,
  }
}

/** A program of the example, from its source; with what it wrote. */
export class Program {
  readonly service: Service

  constructor(name: 'relay' | 'host', env: Record<string, string>) {
    const main = fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url))
    this.service = new Service(name, [process.execPath, main], env)
  }

  /** The lines that match, so far. */
  all(pattern: RegExp): RegExpExecArray[] {
    return this.service.output.map((line) => pattern.exec(line)).filter((match) => match !== null)
  }

  /** The nth line (from 1) that matches, now or later. */
  line(pattern: RegExp, nth = 1): Promise<RegExpExecArray> {
    return until(`line ${nth} like ${pattern}`, () => this.all(pattern)[nth - 1])
  }
}

export interface Relay {
  readonly program: Program
  readonly port: number
  /** Status, headers and body of a client's request. */
  get(path: string): Promise<{ status: number; replay: string | null; body: unknown }>
}

export async function startRelay(around: Surroundings, env: Record<string, string> = {}): Promise<Relay> {
  const program = new Program('relay', {
    LISTEN: '127.0.0.1:0',
    MACHINE: 'm1',
    REGION: 'fra',
    UPSTASH_REDIS_REST_URL: around.frontUrl,
    UPSTASH_REDIS_REST_TOKEN: upstashToken,
    JWKS_URL: `${around.issuerUrl}/.well-known/jwks.json`,
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE: audience,
    ...env,
  })
  const port = Number((await program.line(/event=listening addr=127\.0\.0\.1:(\d+)/))[1])
  const authorization = `Bearer ${await around.token('probe', 'client')}`
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization } })
    const text = await answer.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    return { status: answer.status, replay: answer.headers.get('fly-replay'), body }
  }
  return { program, port, get }
}

export async function startHost(around: Surroundings, port: number, name: string): Promise<Program> {
  const token = await around.token(name, 'host')
  return new Program('host', { HOST_NAME: name, RELAY_URL: `ws://127.0.0.1:${port}`, HOST_TOKEN: token })
}
