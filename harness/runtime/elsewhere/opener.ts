import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { nodeFlags } from '../../../docker/node-flags.ts'
import { codeFile } from '../../../docker/paths.ts'
import { compileCacheEnvironment } from '../../compile-cache.ts'
import { HarnessError } from '../../errors.ts'
import type { NetworkPlace } from '../packets/network-place.ts'
import { findProgram } from '../processes/program.ts'
import type { Address } from '../runtime.ts'
import { withDeadline } from '../wait.ts'

/** What is asked for in another network namespace. */
export interface Asked extends Address {
  readonly kind: 'tcp' | 'udp'
}

/** What is said from there: that it can be asked, or, beside the socket, what came of it. */
export interface Told {
  readonly ready?: true
  readonly failed?: string
}

/** A program starts there within 0.2 s on a quiet machine; the rest is for one under load. */
const START_MS = 30_000
const OPEN_MS = 10_000

/** Opens sockets of this process in a network namespace. */
export interface Opener extends AsyncDisposable {
  /** A UDP socket. @throws HarnessError, or the system's own error, where the address cannot be had */
  bind(address: Address): Promise<Socket>
  /** A TCP server. @throws as `bind` */
  listen(address: Address): Promise<Server>
}

/** Resolves when sockets can be opened there at once. @throws HarnessError with the system's own words */
export const openerIn = async (place: NetworkPlace): Promise<Opener> =>
  place.shared ? here : OpenerThere.start(place)

const here: Opener = {
  bind: async ({ host, port }) => {
    const socket = createSocket('udp4')
    try {
      socket.bind(port, host)
      await once(socket, 'listening')
      return socket
    } catch (error) {
      socket.close()
      throw error
    }
  },
  listen: async ({ host, port }) => {
    const server = createServer()
    server.listen({ host, port })
    await once(server, 'listening')
    return server
  },
  [Symbol.asyncDispose]: async () => {},
}

/** Node cannot enter a namespace: a program that was started there opens the sockets and hands them over. */
class OpenerThere implements Opener {
  readonly #child: ChildProcess
  readonly #ended: Promise<never>
  #said = ''

  private constructor({ enter }: NetworkPlace) {
    const main = codeFile('harness/runtime/elsewhere/main')
    const [program, ...rest] = [...enter, process.execPath, ...nodeFlags, main]
    this.#child = spawn(findProgram(program!), rest, {
      env: { ...process.env, ...compileCacheEnvironment() },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-2_000)
    })
    this.#ended = new Promise((_, reject) => {
      this.#child.on('error', reject).on('close', (code, signal) => {
        const why = this.#said.trim().split('\n').at(-1) || signal || `exit code ${code}`
        reject(new HarnessError(`another network could not be entered: ${why}`))
      })
    })
    this.#ended.catch(() => {})
  }

  static async start(place: NetworkPlace): Promise<OpenerThere> {
    const opener = new OpenerThere(place)
    try {
      await opener.#heard(START_MS, 'no network was entered')
      return opener
    } catch (error) {
      await opener[Symbol.asyncDispose]()
      throw error
    }
  }

  async bind(address: Address): Promise<Socket> {
    return (await this.#open({ kind: 'udp', ...address })) as Socket
  }

  async listen(address: Address): Promise<Server> {
    return (await this.#open({ kind: 'tcp', ...address })) as Server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended.catch(() => {})
  }

  async #open(asked: Asked): Promise<unknown> {
    const what = `no socket at ${asked.host}:${asked.port} of another network`
    const heard = this.#heard(OPEN_MS, what)
    this.#child.send(asked, () => {})
    const [{ failed }, socket] = await heard
    if (failed !== undefined) throw new HarnessError(`${what}: ${failed}`)
    return socket
  }

  /** The next that is said from there. */
  #heard(ms: number, what: string): Promise<[words: Told, socket: unknown]> {
    const next = once(this.#child, 'message') as Promise<[Told, unknown]>
    return withDeadline(
      Promise.race([next, this.#ended]),
      ms,
      () => new HarnessError(`${what} within ${ms} ms`),
    )
  }
}
