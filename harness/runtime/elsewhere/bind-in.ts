import { spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { nodeFlags } from '../../../docker/node-flags.ts'
import { codeFile } from '../../../docker/paths.ts'
import { compileCacheEnvironment } from '../../compile-cache.ts'
import { HarnessError } from '../../errors.ts'
import type { NetworkPlace } from '../packets/network-place.ts'
import { findProgram } from '../processes/program.ts'
import type { Address } from '../runtime.ts'
import { withDeadline } from '../wait.ts'

/** What came of it, beside the socket. */
export interface Told {
  readonly failed?: string
}

/** A program starts there within 0.2 s on a quiet machine; the rest is for one under load. */
const START_MS = 30_000

/**
 * A UDP socket of this process in a network namespace.
 * @throws HarnessError, or the system's own error, where the address cannot be had
 */
export async function bindIn(place: NetworkPlace, { host, port }: Address): Promise<Socket> {
  if (!place.shared) return bindThere(place, { host, port })
  const socket = createSocket('udp4')
  try {
    socket.bind(port, host)
    await once(socket, 'listening')
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Node cannot enter a namespace: a program that was started there opens the socket and hands it over. */
async function bindThere({ enter }: NetworkPlace, address: Address): Promise<Socket> {
  const main = codeFile('harness/runtime/elsewhere/main')
  const [program, ...rest] = [...enter, process.execPath, ...nodeFlags, main]
  const child = spawn(findProgram(program!), rest, {
    env: { ...process.env, ...compileCacheEnvironment() },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const what = `no socket at ${address.host}:${address.port} of another network`
  const opened = Promise.withResolvers<Socket>()
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  child.on('error', opened.reject)
  child.on('message', ({ failed }: Told, socket) =>
    failed === undefined
      ? opened.resolve(socket as Socket)
      : opened.reject(new HarnessError(`${what}: ${failed}`)),
  )
  child.on('close', (code, signal) => {
    const why = said.trim().split('\n').at(-1) || signal || `exit code ${code}`
    opened.reject(new HarnessError(`${what}: ${why}`))
  })
  // One that ended before it was asked says why by its end.
  child.send(address, () => {})
  try {
    const late = () => new HarnessError(`${what} within ${START_MS} ms`)
    return await withDeadline(opened.promise, START_MS, late)
  } finally {
    child.kill('SIGKILL')
  }
}
