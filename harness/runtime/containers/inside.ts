import { setTimeout as sleep } from 'node:timers/promises'
import { HarnessError } from '../../errors.ts'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { childrenOf, isOver, readEnviron, readResident, readSockets, residentIn, stateOf } from '../proc.ts'
import type { ExecResult, SocketTable } from '../runtime.ts'
import { rowsOfProc, socketTable } from '../socket-table.ts'
import { visibleInit } from './visible-init.ts'

/** A busy machine may let an init wait for its core for so long before it starts the service, ms. */
const FORK_MS = 10_000

/**
 * The service's pid as this machine counts it: the child of the container's init, where it has one, which comes a moment after the engine
 * says "started". Undefined when the engine's processes cannot be looked at from here (another machine, another user), or the init has ended.
 */
export async function servicePid(
  initPid: number,
  containerId: string,
  hasInit: boolean,
): Promise<number | undefined> {
  const seen = (await visibleInit(initPid, containerId)) && (await readEnviron(initPid)) !== undefined
  if (!seen || !hasInit) return seen ? initPid : undefined
  const runs = () => {
    const state = stateOf(initPid)
    return state !== undefined && !isOver(state)
  }
  for (const deadline = now() + FORK_MS * NS_PER_MS; runs() && now() < deadline; await sleep(1)) {
    const [pid] = await childrenOf(initPid)
    if (pid !== undefined) return pid
  }
  return undefined
}

/** Sets `pid` to that of the service in its container: the init's child, where there is one. */
const findPid = (hasInit: boolean) => (hasInit ? 'read -r pid rest < /proc/1/task/1/children' : 'pid=1')

/** Prints the TCP tables and descriptors of the service, each part after a line of its own. */
const script = (hasInit: boolean) => `${findPid(hasInit)}
for table in tcp tcp6; do echo "== $table"; cat /proc/$pid/net/$table 2>/dev/null; done
echo "== fd"
for fd in /proc/$pid/fd/*; do readlink "$fd"; done; true`

/** Socket table of the service, read by a shell in its container; slower by far than reading /proc from outside. */
export async function socketsByExec(
  name: string,
  hasInit: boolean,
  exec: (argv: readonly string[]) => Promise<ExecResult>,
): Promise<SocketTable> {
  const { code, stdout, stderr } = await exec(['sh', '-c', script(hasInit)])
  if (code !== 0)
    throw new HarnessError(`sockets of ${name} could not be read in its container: ${stderr.trim()}`)
  const part = (title: string) => stdout.split(`== ${title}\n`)[1]?.split('== ')[0] ?? ''
  return socketTable({
    rows: [part('tcp'), part('tcp6')].flatMap(rowsOfProc),
    descriptors: part('fd').trim().split('\n'),
  })
}

export async function socketsFromOutside(pid: number): Promise<SocketTable> {
  return socketTable(await readSockets(pid))
}

/** Resident memory of the service, bytes; read from outside where its process can be seen (`pid`). */
export async function residentOf(
  name: string,
  pid: number | undefined,
  hasInit: boolean,
  exec: (argv: readonly string[]) => Promise<ExecResult>,
): Promise<number> {
  const seen = pid === undefined ? undefined : await readResident(pid)
  if (seen !== undefined) return seen
  const { stdout } = await exec(['sh', '-c', `${findPid(hasInit)}; cat /proc/$pid/status`])
  const bytes = residentIn(stdout)
  if (bytes === undefined) throw new HarnessError(`the memory of ${name} could not be read in its container`)
  return bytes
}
