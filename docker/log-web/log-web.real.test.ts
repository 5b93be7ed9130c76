import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, startNode, until } from '../relay/testing/service.ts'
import { type LogWebOptions, logPath, logWebOptionsEnv } from './config.ts'

/** A fiftieth of the design's times: a heartbeat every 100 ms. */
const timeScale = '0.02'
const severalHeartbeatsMs = 600

async function startWeb(options: Partial<LogWebOptions> = {}) {
  const spoolDir = mkdtempSync(join(tmpdir(), 'gameday-log-web-'))
  onTestFinished(() => rmSync(spoolDir, { recursive: true, force: true }))
  const port = await freePort()
  const env = { PORT: String(port), TIME_SCALE: timeScale, SPOOL_DIR: spoolDir, ...logWebOptionsEnv(options) }
  await startNode('log-web', env).line('listening')
  const base = `http://127.0.0.1:${port}`
  const post = (path: string, body = '') => fetch(`${base}${path}`, { method: 'POST', body })
  await post('/jobs/build/log', 'one\ntwo\n')
  return { port, base, post, file: logPath(spoolDir, 'build') }
}

/** A client that may end its side and go on reading. */
function ask(port: number) {
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  const seen = { text: '', ended: false }
  socket.on('data', (bytes) => {
    seen.text += String(bytes)
  })
  socket.on('end', () => {
    seen.ended = true
  })
  socket.on('error', () => {})
  socket.write('GET /jobs/build/log HTTP/1.1\r\nhost: web\r\nconnection: close\r\n\r\n')
  return { socket, seen }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('streams the log as it grows and ends with the job', async () => {
  const { port, post } = await startWeb()
  const { seen } = ask(port)
  await until('the first lines', () => seen.text.includes('data: two'))
  await post('/jobs/build/log', 'three')
  await until('the third line', () => seen.text.includes('data: three'))
  await until('a heartbeat', () => seen.text.includes(': still waiting'))
  await post('/jobs/build/finish')
  await until('the end', () => seen.ended)
  expect(seen.text).toMatch(/0\r\n\r\n$/)
})

test('a client that has only ended its side goes on reading, and a gone one is noticed', async () => {
  const { port, base, post } = await startWeb()
  const { socket, seen } = ask(port)
  await until('the first lines', () => seen.text.includes('data: two'))
  socket.end()
  await post('/jobs/build/log', 'three')
  await until('the third line', () => seen.text.includes('data: three'))
  socket.destroy()
  expect(await (await fetch(base)).text()).toContain('<li><a href="/jobs/build/log">build</a>')
})

test.each([
  ['always', true],
  ['on-success-only', false],
] as const)('close=%s: a log that cannot be read ends its streams: %s', async (close, ends) => {
  const { port, file } = await startWeb({ close })
  const { seen } = ask(port)
  await until('the first lines', () => seen.text.includes('data: two'))
  renameSync(file, `${file}.away`)
  if (ends) await until('the end', () => seen.ended)
  else await pause(severalHeartbeatsMs)
  expect({ ended: seen.ended, told: seen.text.includes('event: error') }).toEqual({ ended: ends, told: ends })
})

test('heartbeat=none: a waiting stream says nothing', async () => {
  const { port } = await startWeb({ heartbeat: 'none' })
  const { seen } = ask(port)
  await until('the first lines', () => seen.text.includes('data: two'))
  const before = seen.text
  await pause(severalHeartbeatsMs)
  expect(seen.text).toBe(before)
})
