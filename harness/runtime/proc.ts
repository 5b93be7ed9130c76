import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { rowsOfProc, type SocketSources } from './socket-table.ts'

/** What the kernel tells about the sockets of a process of this machine, its own network namespace included (Linux). */
export async function readSockets(pid: number): Promise<SocketSources> {
  // First, as it throws at once when the process is gone: a read already begun would then reject with nobody listening.
  const descriptors = readDescriptors(pid)
  const [tcp, tcp6] = await Promise.all([
    readFile(`/proc/${pid}/net/tcp`, 'utf8'),
    // Absent where IPv6 is switched off.
    readFile(`/proc/${pid}/net/tcp6`, 'utf8').catch(() => ''),
  ])
  return { rows: [tcp, tcp6].flatMap(rowsOfProc), descriptors }
}

/** Targets of the links in /proc/<pid>/fd. Without a thread for each link: a thousand of them take 3 ms so, and many times that much otherwise. */
export function readDescriptors(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap((name) => {
    try {
      return readlinkSync(`${folder}/${name}`)
    } catch {
      // It was closed between the two calls.
      return []
    }
  })
}

/** Resident memory of a process of this machine, bytes; undefined without /proc, or when it is gone. */
export async function readResident(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return residentIn(text)
}

/** The same from the text of its `status`. */
export function residentIn(status: string): number | undefined {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kib === undefined ? undefined : Number(kib) * 1_024
}

/** Environment that a process was started with; undefined when it is gone or belongs to somebody else. */
export async function readEnviron(pid: number): Promise<readonly string[] | undefined> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined)
  return text?.split('\0')
}

/** Every process of this machine (Linux). */
export async function allPids(): Promise<number[]> {
  const names = await readdir('/proc')
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

/** Clock ticks since boot at which a process started: with the pid it names one process forever. */
export async function startTicks(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The command name in parentheses may contain anything; the fields after it are plain.
  return stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19)
}

/** Direct children of a process of this machine; none when it cannot be seen. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

/**
 * These processes, whoever is in their sessions, and what they and those started.
 * @param pids those to look among; default: all of this machine
 */
export async function familyOf(roots: Iterable<number>, pids?: readonly number[]): Promise<Set<number>> {
  const found = new Set(roots)
  if (found.size === 0) return found
  const states = (pids ?? (await allPids())).flatMap((pid) => {
    const state = stateOf(pid)
    return state ? [{ pid, ...state }] : []
  })
  let size: number
  do {
    size = found.size
    for (const { pid, parent, session } of states) if (found.has(parent) || found.has(session)) found.add(pid)
  } while (found.size > size)
  return found
}

/** What the kernel says of a process in one line. */
export interface ProcessState {
  readonly letter: string
  readonly parent: number
  /** Pid of the leader of its session. */
  readonly session: number
  /** Clock ticks since boot at which it started. */
  readonly started: string
}

/** State of a process; undefined without /proc, or when it is gone. */
export function stateOf(pid: number): ProcessState | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The command name in parentheses may contain anything; the fields after it are plain.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    letter: fields[0] ?? '',
    parent: Number(fields[1]),
    session: Number(fields[3]),
    started: fields[19] ?? '',
  }
}

/**
 * Whether a process lives. One that has ended and that nobody buries, as in a container without an init, is dead.
 * @param started its start in clock ticks, where that is known: a later process may bear its pid
 */
export function lives(pid: number, started?: string): boolean {
  const state = stateOf(pid)
  if (state) return !isOver(state) && (!started || state.started === started)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** It has ended, and nobody has asked yet how. */
export function hasEnded(pid: number): boolean {
  const state = stateOf(pid)
  return state !== undefined && isOver(state)
}

/** Of a process that the kernel still lists: only its end is left to be asked for. */
export const isOver = ({ letter }: ProcessState): boolean => letter === 'Z' || letter === 'X'
