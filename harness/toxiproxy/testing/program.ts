import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { TestServer } from './bench.ts'

const main = new URL('../main.ts', import.meta.url).pathname

/** The server as a process of its own. */
export interface Program extends TestServer, AsyncDisposable {
  readonly child: ChildProcess
  /** The first line of its output, parsed. */
  readonly listening: { at: number; msg: string; host: string; port: number; seed: number }
  /** Resident memory, bytes. */
  memory(): Promise<number>
}

/** Starts it on a free port. @param descriptors its limit of open descriptors */
export async function startProgram(args: readonly string[] = [], descriptors?: number): Promise<Program> {
  // `exec`, so that the process signalled is the program and not the shell.
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `
  const command = `${limit}exec "$0" "$@"`
  const argv = ['-c', command, process.execPath, main, '--port', '0', ...args]
  const child = spawn('/bin/sh', argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout!), 'line')
  const listening = JSON.parse(line)
  const close = () => endOf(child)
  return {
    child,
    listening,
    url: `http://127.0.0.1:${listening.port}`,
    memory: () => residentBytes(child),
    close,
    [Symbol.asyncDispose]: close,
  }
}

export async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

export async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1_024
}
