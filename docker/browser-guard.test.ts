import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { guard, refusal, type Serves } from './browser-guard.ts'

describe('what listens for control', () => {
  test.each([
    { host: '127.0.0.1:8474' },
    { host: '[::1]:8474' },
    { host: 'localhost' },
    { host: 'toxiproxy:8474' },
    { host: 'hook_relay' },
    { host: 'host.docker.internal:8474' },
    { host: 'x.localhost:1' },
    { host: 'CI.Example.com:8474' },
    {},
    { host: '127.0.0.1:1', origin: 'http://127.0.0.1:1' },
    { host: 'localhost:1', 'sec-fetch-site': 'none' },
    { host: 'localhost:1', 'sec-fetch-site': 'same-origin', origin: 'http://localhost:1' },
  ])('takes %j', (headers) => expect(refusal(headers, 'control', ['ci.example.com'])).toBeUndefined())

  test.each([
    { host: 'evil.example:8474' },
    { host: '127.0.0.1.evil.example' },
    { host: 'evil.example:8474', origin: 'http://evil.example:8474' },
    { host: 'localhost.evil.example.' },
    { host: '' },
    { host: 'a b.example' },
    { host: '127.0.0.1:1', origin: 'http://evil.example' },
    { host: '127.0.0.1:1', origin: 'http://127.0.0.1:2' },
    { host: '127.0.0.1:1', origin: 'null' },
    { host: '127.0.0.1:1', 'sec-fetch-site': 'cross-site' },
    { host: '127.0.0.1:1', 'sec-fetch-site': 'same-site' },
  ])('refuses %j', (headers) => expect(refusal(headers)).toMatch(/not allowed/))
})

test('what stands for a server of the system refuses only what a browser marks', () => {
  const headers = { host: 'app.example', origin: 'https://app.example:8' }
  expect(refusal(headers, 'traffic')).toBeUndefined()
  expect(refusal({ ...headers, 'sec-fetch-site': 'cross-site' }, 'traffic')).toMatch(/not allowed/)
})

async function serve(serves: Serves) {
  const server = createServer((_request, response) => response.end('done'))
  guard(server, serves)
  // After the guard, as a WebSocket server may be.
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const status = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) =>
      request({ port, headers, agent: false }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end(),
    )
  const upgraded = (more: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n${more}\r\n`),
      )
      socket.once('data', (data) => resolve(String(data).slice(9, 12)))
    })
  return { status, upgraded }
}

test('a server is guarded at its requests and its upgrades', async () => {
  const { status, upgraded } = await serve('control')
  expect(await status({})).toBe(200)
  expect(await status({ origin: 'http://evil.example' })).toBe(403)
  expect(await status({ host: 'evil.example' })).toBe(403)
  expect(await upgraded('')).toBe('101')
  expect(await upgraded('origin: http://evil.example\r\n')).toBe('403')
})
