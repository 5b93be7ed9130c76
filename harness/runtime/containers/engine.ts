import type Docker from 'dockerode'
import {
  connectionTo,
  type EngineInfo,
  type EnginePlace,
  engineRequest,
  engineSocket,
  isRemote,
  noAnswerReason,
  noEngineReason,
} from '../../../docker/images.ts'
import { HarnessError, MissingPartError } from '../../errors.ts'
import { withDeadline } from '../wait.ts'

/** Creating and starting a container takes 0.3 s on a quiet machine; an engine silent for so long has hung. */
const ANSWER_MS = 20_000

/** The engine refused a call; `status` is its HTTP status. */
export class RefusedError extends HarnessError {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** One Docker engine. No call of it can hang. */
export class Engine {
  readonly docker: Docker
  /** The engine's own Linux kernel is this machine's: container addresses can be reached from here. */
  readonly native: boolean
  /** Where it listens. */
  readonly socket: EnginePlace

  private constructor(docker: Docker, socket: EnginePlace, native: boolean) {
    this.docker = docker
    this.native = native
    this.socket = socket
  }

  /** It is one of another machine: what this machine's kernel, clock and files are needed for cannot be had there. */
  get remote(): boolean {
    return isRemote(this.socket)
  }

  /**
   * @param socket where the engine listens. Default: DOCKER_HOST, else the usual places
   * @throws MissingPartError when no engine answers there
   */
  static async connect(socket = engineSocket()): Promise<Engine> {
    if (!socket) throw new MissingPartError(noEngineReason())
    // Loaded only here: a run on processes does without it.
    const { default: Dockerode } = await import('dockerode')
    try {
      const info = await engineRequest<EngineInfo>('/info', { timeoutMs: ANSWER_MS, socket })
      return new Engine(new Dockerode(dockerodeOptions(socket)), socket, isNative(info))
    } catch (error) {
      throw new MissingPartError(noAnswerReason(socket, error))
    }
  }

  /**
   * Waits for a call of the engine.
   * @param what the call in words, for the message
   * @throws RefusedError when the engine refuses; HarnessError when it does not answer.
   */
  async call<T>(what: string, answer: Promise<T>, ms = ANSWER_MS): Promise<T> {
    const late = () => this.#stoppedAnswering(what, `nothing within ${ms / 1_000} s`)
    try {
      return await withDeadline(answer, ms, late)
    } catch (error) {
      throw this.#translated(what, error)
    }
  }

  /** As `call`, but a container that is gone, or is not in the state that the call needs, gives undefined. */
  async callIfThere<T>(what: string, answer: Promise<T>): Promise<T | undefined> {
    try {
      return await this.call(what, answer)
    } catch (error) {
      if (error instanceof RefusedError && [304, 404, 409].includes(error.status)) return undefined
      throw error
    }
  }

  /**
   * Waits for the end of a container and gives its exit code. Lasts as long as the container; a broken connection ends it.
   * Not through dockerode, which never settles when the connection breaks after the first line of the answer.
   */
  async waitForEnd(what: string, id: string): Promise<number> {
    const path = `/containers/${id}/wait?condition=not-running`
    const options = { method: 'POST', timeoutMs: 0, socket: this.socket } as const
    try {
      return (await engineRequest<{ StatusCode: number }>(path, options)).StatusCode
    } catch (error) {
      throw this.#translated(what, error)
    }
  }

  #translated(what: string, error: unknown): Error {
    if (error instanceof HarnessError) return error
    const { statusCode, status = statusCode, message } = error as EngineProblem
    if (status !== undefined) return new RefusedError(`Docker could not ${what}: ${message.trim()}`, status)
    return this.#stoppedAnswering(what, message)
  }

  #stoppedAnswering(what: string, how: string): HarnessError {
    return new HarnessError(`Docker engine at ${this.socket} stopped answering (to ${what}: ${how})`)
  }
}

/** As dockerode wants them: a protocol without its colon. */
function dockerodeOptions(place: EnginePlace): Docker.DockerOptions {
  const { protocol, ...rest } = connectionTo(place)
  return { ...rest, ...(protocol && { protocol: 'https' }) } as Docker.DockerOptions
}

/** An answer that says no has a status, in dockerode's words or in ours; a broken connection has none. */
type EngineProblem = Error & { readonly statusCode?: number; readonly status?: number }

function isNative(info: EngineInfo): boolean {
  const rootless = (info.SecurityOptions ?? []).some((option) => option.includes('rootless'))
  return process.platform === 'linux' && !info.OperatingSystem.includes('Docker Desktop') && !rootless
}
