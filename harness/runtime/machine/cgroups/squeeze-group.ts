import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { HarnessError, MissingPartError, messageOf } from '../../../errors.ts'
import { familyOf } from '../../proc.ts'
import { withDeadline } from '../../wait.ts'
import { type Counters, readCounters } from './counters.ts'
import { parentFor, placeOf } from './find.ts'
import { groupName } from './group-name.ts'
import { freeWrites, type Limit, limitWrites } from './limits.ts'
import type { CgroupPlace } from './place.ts'

/** A group is made and removed within milliseconds. */
const KEEPER_MS = 10_000

/**
 * Makes the group, and when its input ends moves whoever is in it back and removes it. Its input is a pipe that the harness holds, so it
 * does so, too, when the harness dies, however it dies. 1: the group, 2: where its processes came from.
 */
const keeper = `trap '' INT TERM HUP
mkdir "$1" || exit 1
echo made
cat > /dev/null
tries=0
while [ -d "$1" ] && [ $tries -lt 200 ]; do
  while read -r pid; do echo "$pid" > "$2/cgroup.procs"; done < "$1/cgroup.procs"
  rmdir "$1" && exit 0
  tries=$((tries + 1))
  sleep 0.05
done 2> /dev/null
exit 1`

/** A control group that holds one service to a limit while it runs. */
export class SqueezeGroup {
  readonly #folder: string
  readonly #version: 1 | 2
  readonly #limit: Limit
  readonly #keeper: ChildProcessByStdio<Writable, Readable, Readable>
  #said = ''

  private constructor(folder: string, from: CgroupPlace, limit: Limit) {
    this.#folder = folder
    this.#version = from.version
    this.#limit = limit
    this.#keeper = spawn('/bin/sh', ['-c', keeper, 'sh', folder, from.folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#keeper.stdin.on('error', () => {})
    this.#keeper.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#said += chunk
    })
  }

  /**
   * Moves a process and all that it started into a new group with this limit.
   * @throws MissingPartError where no group can be made; HarnessError with the kernel's own words
   */
  static async open(runId: string, pid: number, limit: Limit): Promise<SqueezeGroup> {
    const place = await placeOf(limit.controller, pid)
    const parent = await parentFor(limit.controller, place)
    if ('missing' in parent) throw new MissingPartError(parent.missing)
    const group = new SqueezeGroup(join(parent.folder, groupName(runId)), place!, limit)
    try {
      await group.#begin(pid)
    } catch (error) {
      await group.release().catch(() => {})
      throw new HarnessError(`process ${pid} cannot be squeezed: ${group.#said.trim() || messageOf(error)}`)
    }
    return group
  }

  /** What it has counted so far. */
  counters(): Promise<Counters> {
    return readCounters({ folder: this.#folder, version: this.#version }, this.#limit.controller)
  }

  /** Lifts the limit, moves its processes back and removes the group. Harmless when it is gone. */
  async release(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#keeper
    if (exitCode !== null || signalCode !== null || pid === undefined) return
    for (const { file, text } of freeWrites(this.#version, this.#limit.controller))
      await writeFile(join(this.#folder, file), text).catch(() => {})
    const ended = once(this.#keeper, 'exit')
    this.#keeper.stdin.end()
    const late = () => new HarnessError(`the control group ${this.#folder} cannot be removed`)
    await withDeadline(ended, KEEPER_MS, late)
  }

  async #begin(pid: number): Promise<void> {
    const made = Promise.race([once(this.#keeper.stdout, 'data'), this.#failure()])
    await withDeadline(made, KEEPER_MS, () => new HarnessError('the control group was not made in time'))
    for (const { file, text, optional } of limitWrites(this.#version, this.#limit)) {
      const written = writeFile(join(this.#folder, file), text)
      await (optional ? written.catch(() => {}) : written)
    }
    // What it starts meanwhile is found in the next round.
    const moved = new Set<number>()
    for (let found = true; found; ) {
      const more = [...(await familyOf([pid]))].filter((one) => !moved.has(one))
      found = more.length > 0
      for (const one of more) {
        moved.add(one)
        await writeFile(join(this.#folder, 'cgroup.procs'), String(one)).catch((error) => {
          if (one === pid) throw error
        })
      }
    }
  }

  async #failure(): Promise<never> {
    const [end] = await Promise.race([once(this.#keeper, 'close'), once(this.#keeper, 'error')])
    throw new HarnessError(`the control group was not made: ${end}`)
  }
}
