import { readdirSync, readFileSync } from 'node:fs'

/** What threads had of the cores since the look before, ns. */
export interface ThreadTimes {
  /** All of them together. */
  readonly ranNs: number
  /** The longest that one of them was due and had no core. */
  readonly waitedNs: number
}

/** Since it began, ns. */
interface Counted {
  readonly ran: number
  readonly waited: number
}

/** Threads begin, end and wake up: they are looked for once in so many looks. One that sleeps all the time is not read in between. */
const LOOKS_BETWEEN = 10

/** The threads of some processes, and of all that these started, as the kernel counts their time (Linux: /proc/PID/task/TID/schedstat). */
export class Threads {
  readonly #roots = new Map<string, number>()
  /** Those that run now and then, by their folders in /proc. */
  readonly #awake = new Map<string, Counted>()
  /** All, as they were when threads were last looked for. */
  #found = new Map<string, Counted>()
  #looks = 0

  /** @param name what it is followed by: another one of this name takes its place */
  follow(name: string, pid: number): void {
    this.#roots.set(name, pid)
    this.#looks = 0
  }

  leave(name: string): void {
    this.#roots.delete(name)
    this.#looks = 0
  }

  /** A thread counts from when it was seen a second time. */
  look(): ThreadTimes {
    let [ranNs, waitedNs] = [0, 0]
    for (const [folder, before] of this.#awake) {
      const counted = countedOf(folder)
      if (!counted) {
        this.#awake.delete(folder)
        continue
      }
      this.#awake.set(folder, counted)
      ranNs += counted.ran - before.ran
      waitedNs = Math.max(waitedNs, counted.waited - before.waited)
    }
    if (this.#looks++ % LOOKS_BETWEEN === 0) this.#search()
    return { ranNs, waitedNs }
  }

  #search(): void {
    const before = this.#found
    this.#found = new Map()
    for (const folder of threadsOf(this.#roots.values())) {
      const counted = countedOf(folder)
      if (!counted) continue
      this.#found.set(folder, counted)
      if (before.get(folder)?.ran === counted.ran) this.#awake.delete(folder)
      else if (!this.#awake.has(folder)) this.#awake.set(folder, counted)
    }
    for (const folder of this.#awake.keys()) if (!this.#found.has(folder)) this.#awake.delete(folder)
  }
}

/** Folders of the threads of these processes and of those that they started. */
function threadsOf(roots: Iterable<number>): string[] {
  const folders: string[] = []
  const processes = new Set(roots)
  for (const pid of processes)
    for (const thread of namesIn(`/proc/${pid}/task`)) {
      const folder = `/proc/${pid}/task/${thread}`
      folders.push(folder)
      for (const child of textOf(`${folder}/children`).split(' ')) if (child) processes.add(Number(child))
    }
  return folders
}

/** undefined when the thread has ended, and where the kernel does not count. */
function countedOf(folder: string): Counted | undefined {
  const [ran, waited] = textOf(`${folder}/schedstat`).split(' ').map(Number)
  return ran === undefined || waited === undefined ? undefined : { ran, waited }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
