import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { connectionTo, type EnginePlace, isRemote, KEEP_ALIVE_MS } from './engine-place.ts'

/** An answer of the Docker engine other than 2xx or 3xx. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What `GET /info` says, as far as it is used here. */
export interface EngineInfo {
  readonly ServerVersion: string
  readonly OperatingSystem: string
  readonly SecurityOptions: readonly string[]
}

/**
 * The engine's Unix socket: DOCKER_HOST, else the first usual place that exists.
 * Undefined when there is none, or when DOCKER_HOST names another machine, whose addresses could not be reached.
 */
export function engineSocket(): string | undefined {
  const host = process.env.DOCKER_HOST
  if (host) return host.startsWith('unix://') ? host.slice('unix://'.length) : undefined
  const places = [
    '/var/run/docker.sock',
    join(process.env.XDG_RUNTIME_DIR ?? '/nonexistent', 'docker.sock'),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
  ]
  return places.find((place) => existsSync(place))
}

/** Why `engineSocket()` found nothing, and the way out. */
export function noEngineReason(): string {
  const host = process.env.DOCKER_HOST
  if (host && !host.startsWith('unix://'))
    return `DOCKER_HOST is ${host}, but only an engine on this machine can be used: unset it, or name a unix:// socket`
  return 'no Docker engine was found on this machine'
}

/** Why the engine at `socket` cannot be used, after a call of it has failed. */
export function noAnswerReason(socket: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM')
    return `this user may not use the Docker engine at ${socket} (${code}): its group may, which is docker as a rule`
  return `no Docker engine answers at ${socket} (${message})`
}

export interface EngineRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Default 2,000; 0 waits as long as the connection lasts. */
  readonly timeoutMs?: number
  /** Default: `engineSocket()`. */
  readonly socket?: EnginePlace
}

/**
 * One call of the engine's API without a client library, for the places where loading one would cost more than the call.
 * @throws EngineError on an answer of 400 or more; an Error when nothing answers within the timeout.
 */
export async function engineRequest<T>(path: string, options: EngineRequest = {}): Promise<T> {
  const place = options.socket ?? engineSocket()
  if (!place) throw new Error(noEngineReason())
  const timeoutMs = options.timeoutMs ?? 2_000
  const signal = timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined
  try {
    return await call<T>(place, path, options.method ?? 'GET', signal)
  } catch (error) {
    if (!signal?.aborted) throw error
    throw new Error(`Docker engine at ${place} did not answer within ${timeoutMs} ms`)
  }
}

function call<T>(
  place: EnginePlace,
  path: string,
  method: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const options = { ...connectionTo(place), path, method, agent: false, ...(signal ? { signal } : {}) }
    const send = isRemote(place) ? secureRequest : request
    const outgoing = send(options, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('error', reject)
      answer.on('end', () => {
        const status = answer.statusCode ?? 0
        if (status >= 400) reject(new EngineError(status, messageIn(text)))
        else resolve((text ? JSON.parse(text) : undefined) as T)
      })
    })
    outgoing.on('error', reject)
    // Of another machine that loses its power nobody tells us.
    outgoing.setSocketKeepAlive(true, KEEP_ALIVE_MS)
    outgoing.end()
  })
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message
  } catch {
    return text.trim()
  }
}

/** Every tag the engine has locally, newest image first. */
export async function localTags(timeoutMs = 2_000): Promise<string[]> {
  const images = await engineRequest<{ RepoTags: string[] | null; Created: number }[]>('/images/json', {
    timeoutMs,
  })
  return images.toSorted((a, b) => b.Created - a.Created).flatMap((image) => image.RepoTags ?? [])
}
