import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { HarnessError } from '../../errors.ts'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import type { Ending, Output } from '../driver.ts'
import { followLoop, loopDelayNs } from '../loop-delay.ts'
import { hasEnded } from '../proc.ts'
import { codeOfSignal } from '../signals.ts'

type Child = ChildProcessByStdio<null, Readable, Readable>

/** The end of a child is seen when the event loop comes round: about so much later, or as long as it is stalled. */
const EXIT_UNCERTAINTY_NS = NS_PER_MS

/** A grandchild that kept the pipes open holds up the last output for no longer than this. */
const FLUSH_MS = 500

export interface ChildSpec {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | undefined
  readonly descriptorLimit: number | undefined
}

export interface StartedChild {
  readonly pid: number
  readonly spawnedAt: number
  readonly ended: Promise<Ending>
}

/**
 * Starts a process in a process group of its own, without a shell around it: its pid is the service's.
 * @throws HarnessError when the operating system refuses.
 */
export async function startChild(spec: ChildSpec, output: Output): Promise<StartedChild> {
  const [file, ...args] = limited(spec.argv, spec.descriptorLimit) as [string, ...string[]]
  followLoop()
  const child = spawn(file, args, {
    env: spec.env,
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const spawnedAt = now()
  const ended = endOf(child)
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (chunk: string) => output(stream, chunk))
  if (child.pid === undefined) throw await failure(child, file)
  return { pid: child.pid, spawnedAt, ended }
}

/** `ulimit` is a shell's own command; exec puts the service in the shell's place, so that no wrapper stays. */
function limited(argv: readonly string[], limit: number | undefined): readonly string[] {
  return limit === undefined ? argv : ['/bin/sh', '-c', `ulimit -n ${limit} && exec "$@"`, 'sh', ...argv]
}

function failure(child: Child, file: string): Promise<HarnessError> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(new HarnessError(`${file} could not be started: ${error.message}`)))
  })
}

/** Settles once the process has ended and its last output was read; the moment is that of the end. */
function endOf(child: Child): Promise<Ending> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      const at = now()
      killGroup(child.pid!)
      const ending: Ending = {
        code: signal ? codeOfSignal(signal) : (code ?? 0),
        ...(signal ? { signal } : {}),
        at,
        uncertaintyNs: Math.max(EXIT_UNCERTAINTY_NS, loopDelayNs()),
      }
      const settle = () => {
        clearTimeout(limit)
        resolve(ending)
      }
      const limit = setTimeout(settle, FLUSH_MS)
      child.on('close', settle)
    })
  })
}

/** As in a container, whatever a service started ends with it. */
export function killGroup(pid: number): void {
  sendTo(-pid, 'SIGKILL')
}

/**
 * False when there is nobody left to get the signal: the process is gone, or has ended and is not yet buried, when the kernel
 * takes a signal and delivers it to nobody. A negative pid is a process group.
 */
export function sendTo(pid: number, signal: NodeJS.Signals): boolean {
  if (pid > 0 && hasEnded(pid)) return false
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw new HarnessError(`${signal} could not be sent to process ${pid}: ${(error as Error).message}`)
  }
}
