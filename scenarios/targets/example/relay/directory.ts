import { constants } from './constants.ts'
import { reasonOf } from './log.ts'
import * as scripts from './scripts.ts'
import { DirectoryError, type Upstash } from './upstash.ts'

const keys = ['edge:tunnels', 'edge:leases'] as const

/** What the directory knows of a tunnel. */
export interface Entry {
  readonly host: string
  readonly tunnel: string
}

/** Which relay has the tunnel of which host. Calls throw DirectoryError. */
export class Directory {
  readonly #redis: Upstash
  readonly #owner: string

  /** @param owner `machine/region` of this relay. */
  constructor(redis: Upstash, owner: string) {
    this.#redis = redis
    this.#owner = owner
  }

  async register({ host, tunnel }: Entry): Promise<void> {
    await this.#run('register', scripts.register, host, this.#owner, tunnel, constants.ttlMs)
  }

  /** How many of these tunnels still had their entry. */
  remove(entries: readonly Entry[]): Promise<number> {
    return this.#run('remove', scripts.remove, ...pairs(entries))
  }

  /** Removes what an earlier life of this machine left. @param kept ids of tunnels that are alive. */
  clearOwner(kept: readonly string[]): Promise<number> {
    return this.#run('clear', scripts.clearOwner, this.#owner, ...kept)
  }

  sweep(): Promise<number> {
    return this.#run('sweep', scripts.sweep)
  }

  /** `machine/region` of the relay that has the host's tunnel. */
  ownerOf(host: string): Promise<string | null> {
    return this.#call('look-up', ['HGET', keys[0], host])
  }

  /** Prolongs the entries of these tunnels and writes those that are missing; the hosts whose entry was. */
  refresh(entries: readonly Entry[]): Promise<string[]> {
    return this.#run('refresh', scripts.refresh, this.#owner, constants.ttlMs, ...pairs(entries))
  }

  #run<T>(call: string, script: string, ...args: (string | number)[]): Promise<T> {
    return this.#call(call, ['EVAL', script, keys.length, ...keys, ...args])
  }

  async #call<T>(call: string, command: readonly (string | number)[]): Promise<T> {
    try {
      return await this.#redis.send<T>(command)
    } catch (error) {
      throw new DirectoryError(`directory ${call}: ${reasonOf(error)}`)
    }
  }
}

function pairs(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ host, tunnel }) => [host, tunnel])
}
