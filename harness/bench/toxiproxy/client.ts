import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { cpuSeconds } from '../process-usage.ts'
import { serveCalls } from './calls.ts'
import { stampBytes } from './stamp.ts'

export interface Flow {
  readonly gbitPerSecond: number
  /** Of the process asked about; NaN without one. */
  readonly cpuSecondsPerGb: number
}

/** Reads into one buffer again and again: the reader must cost less than what is measured. */
const landing = Buffer.alloc(1024 * 1024)

/** What is not counted at the beginning, ms: TCP's windows grow, code is compiled. */
const warmUpMs = 200

function open(port: number, read: (bytes: number) => void): Socket {
  const callback = (bytes: number) => {
    read(bytes)
    return true
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: landing, callback } })
  return socket.on('error', (error) => {
    throw error
  })
}

/** Lets so many connections take what a source sends. @param pid whose CPU to count */
async function flow(port: number, flows: number, ms: number, pid?: number): Promise<Flow> {
  let received = 0
  const count = (bytes: number) => {
    received += bytes
  }
  const sockets = Array.from({ length: flows }, () => open(port, count))
  return counted(sockets, () => received, ms, pid)
}

/** Sends to a sink, as fast as it takes it, on one connection. @param pid whose CPU to count */
async function upload(port: number, ms: number, pid?: number): Promise<Flow> {
  const socket = open(port, () => {})
  const send = () => {
    while (socket.writable && socket.write(landing));
  }
  socket.on('drain', send)
  send()
  return counted([socket], () => socket.bytesWritten - socket.writableLength, ms, pid)
}

async function counted(
  sockets: readonly Socket[],
  carried: () => number,
  ms: number,
  pid?: number,
): Promise<Flow> {
  await sleep(warmUpMs)
  const [bytes, at, cpu] = [carried(), now(), pid ? cpuSeconds(pid) : Number.NaN]
  await sleep(ms)
  const [sum, took, used] = [carried() - bytes, now() - at, pid ? cpuSeconds(pid) - cpu : Number.NaN]
  await Promise.all(sockets.map(closed))
  return { gbitPerSecond: (sum * 8) / took, cpuSecondsPerGb: used / (sum / 1e9) }
}

/** One message of 128 bytes at a time. @returns µs of each round trip */
async function echo(port: number, ms: number): Promise<number[]> {
  const message = Buffer.alloc(128, 'x')
  const times: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  let [missing, sent] = [0, 0]
  const send = () => {
    missing = message.length
    sent = now()
    socket.write(message)
  }
  const socket = open(port, (bytes) => {
    missing -= bytes
    if (missing > 0) return
    const back = now()
    if (sent >= from) times.push((back - sent) / 1e3)
    if (back < until) send()
    else resolve()
  })
  await once(socket, 'connect')
  const from = now() + warmUpMs * NS_PER_MS
  const until = from + ms * NS_PER_MS
  send()
  await promise
  await closed(socket)
  return times
}

/** Connects, exchanges one byte and closes; so many such loops side by side. @returns connections a second */
async function connections(port: number, atOnce: number, ms: number): Promise<number> {
  const start = now()
  let count = 0
  const loop = async () => {
    while (now() - start < ms * NS_PER_MS) {
      await greeted(port).then(closed)
      count++
    }
  }
  await Promise.all(Array.from({ length: atOnce }, loop))
  return count / ((now() - start) / 1e9)
}

/** A connection whose first byte has come back: the whole path is open. */
async function greeted(port: number): Promise<Socket> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = open(port, () => resolve())
  socket.write('x')
  await promise
  return socket
}

function closed(socket: Socket): Promise<unknown> {
  return once(socket.destroy(), 'close')
}

let held: Socket[] = []

async function hold(port: number, count: number): Promise<void> {
  while (held.length < count)
    held.push(
      ...(await Promise.all(Array.from({ length: Math.min(50, count - held.length) }, () => greeted(port)))),
    )
}

async function holdNoMore(): Promise<void> {
  await Promise.all(held.map(closed))
  held = []
}

/** Opens connections for `stamp`. */
async function holdSilent(port: number, count: number): Promise<void> {
  while (held.length < count) {
    const batch = Array.from({ length: Math.min(50, count - held.length) }, () => open(port, () => {}))
    await Promise.all(batch.map((socket) => once(socket, 'connect')))
    held.push(...batch)
  }
}

/**
 * Stamped messages on the held connections, each on one drawn at random, at random moments (exponential gaps). Sleeps on a
 * futex and not in the event loop: the loop's timers know whole milliseconds only. Writes of 8 bytes go out within the call.
 */
function stamp(perSecond: number, ms: number): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  const until = now() + ms * NS_PER_MS
  const gap = () => (-Math.log(1 - Math.random()) / perSecond) * 1e9
  for (let due = now(); due < until; due += gap()) {
    const early = due - now()
    if (early > 0) Atomics.wait(sleeper, 0, 0, early / NS_PER_MS)
    const message = Buffer.allocUnsafe(stampBytes)
    message.writeDoubleLE(now())
    held[Math.floor(Math.random() * held.length)]!.write(message)
  }
}

serveCalls({ flow, upload, echo, connections, hold, holdSilent, holdNoMore, stamp })
