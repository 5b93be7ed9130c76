import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'
import { HarnessError, messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'
import { withDeadline } from '../wait.ts'
import type { NetworkPlace } from './network-place.ts'
import { type Counted, countersIn } from './rule-counters.ts'

/** nft takes a few ms for a transaction. */
const NFT_MS = 5_000

let tables = 0

type Family = 'ip' | 'netdev'

/**
 * A table of kernel rules that lives as long as the process that made it. The table has an owner, the socket of a running
 * `nft --interactive`: when that process ends, the kernel removes the table. It ends when its standard input closes, so when the
 * harness dies, however it dies (docs/decisions/0018-rules-owned-by-a-process.md).
 */
export class RuleTable {
  readonly name: string
  /** With its family, as nft writes it. */
  readonly #called: string
  readonly #place: NetworkPlace
  readonly #nft: ChildProcessByStdio<Writable, Readable, Readable>
  #said = ''
  #onSaid = () => {}

  private constructor(place: NetworkPlace, family: Family) {
    this.name = `gameday_${process.pid}_${++tables}`
    this.#called = `${family} ${this.name}`
    this.#place = place
    const [program, ...args] = [...place.enter, findProgram('nft'), '--terse', '--interactive']
    this.#nft = spawn(program!, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const hear = (chunk: Buffer | Error) => {
      this.#said += chunk
      this.#onSaid()
    }
    this.#nft.stdout.on('data', hear)
    this.#nft.stderr.on('data', hear)
    this.#nft.on('error', hear)
    this.#nft.on('exit', () => this.#onSaid())
    this.#nft.stdin.on('error', () => {})
  }

  /**
   * Makes a table with these rules, all of them at once.
   * @param script what follows the table itself, one command a line; `TABLE` stands for the table
   * @param family `ip`, or `netdev` for what comes from a device before anything else has seen it
   * @throws HarnessError with the kernel's own words
   */
  static async open(
    place: NetworkPlace,
    script: readonly string[],
    family: Family = 'ip',
  ): Promise<RuleTable> {
    const table = new RuleTable(place, family)
    try {
      await table.add(['add table TABLE { flags owner; }', ...script])
    } catch (error) {
      await table.remove()
      throw error
    }
    return table
  }

  /** Adds more, all of it at once. @throws HarnessError with the kernel's own words */
  async add(script: readonly string[]): Promise<void> {
    const text = script.join('; ').replaceAll('TABLE', this.#called)
    // The chain is listed when the rules are in place; what is wrong comes before it.
    await this.#ask(`${text}\nlist chain ${this.#called} input\n`)
  }

  /** Takes the rules away. @returns what they had counted by then. @throws HarnessError when they were gone before */
  async end(): Promise<Counted> {
    // Both at once: whoever dials meanwhile is not hit any more by what is being healed.
    const listing = await this.#ask(`list table ${this.#called}\ndelete table ${this.#called}\n`)
    return countersIn(listing)
  }

  async #ask(commands: string): Promise<string> {
    this.#said = ''
    const done = Promise.withResolvers<string>()
    this.#onSaid = () => {
      const listed = this.#said.indexOf(`table ${this.#called} {`)
      if (/^Error:|error:/m.test(this.#said) || this.#over) done.reject(this.#failure())
      else if (listed !== -1 && /^}$/m.test(this.#said.slice(listed))) done.resolve(this.#said)
    }
    this.#nft.stdin.write(commands)
    this.#onSaid()
    return withDeadline(done.promise, NFT_MS, () => new HarnessError(`nft did not answer in ${NFT_MS} ms`))
  }

  /** What its rules have counted so far. @throws HarnessError when the table is gone */
  async counted(): Promise<Counted> {
    const argv = [
      ...this.#place.enter,
      findProgram('nft'),
      '--terse',
      'list',
      'table',
      ...this.#called.split(' '),
    ]
    try {
      const { stdout } = await promisify(execFile)(argv[0]!, argv.slice(1), { timeout: NFT_MS })
      return countersIn(stdout)
    } catch (error) {
      throw new HarnessError(`the packet rules ${this.name} cannot be read: ${messageOf(error)}`)
    }
  }

  /** Ends the process, and with it all that is left of the table. Harmless when it is gone. */
  async remove(): Promise<void> {
    if (this.#over) return
    const ended = once(this.#nft, 'exit')
    this.#nft.stdin.end()
    await withDeadline(ended, NFT_MS, () => new Error('late')).catch(() => this.#nft.kill('SIGKILL'))
  }

  get #over(): boolean {
    return this.#nft.exitCode !== null || this.#nft.signalCode !== null || this.#nft.pid === undefined
  }

  #failure(): HarnessError {
    const [line = 'nft ended by itself'] = this.#said.split('\n').filter((one) => one !== '')
    return new HarnessError(`the packet rules ${this.name}: ${line}`)
  }
}
