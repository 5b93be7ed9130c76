import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { messageOf } from '../errors.ts'
import { forgetProxies } from './proxies.mjs'

const proxied = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  ALL_PROXY: 'socks5://127.0.0.1:9',
  NO_PROXY: 'localhost',
  NODE_USE_ENV_PROXY: '1',
}

test('no word of a proxy stays, and the other options of Node do', () => {
  const env = { ...proxied, NODE_OPTIONS: '--use-env-proxy --max-old-space-size=400', KEPT: 'x' }
  forgetProxies(env)
  expect(env).toEqual({
    NODE_OPTIONS: '--max-old-space-size=400',
    NO_PROXY: '*',
    no_proxy: '*',
    KEPT: 'x',
  })
})

// By every way in which the harness asks: Node's fetch, Node's http client, the Toxiproxy client's axios.
const ask = `
  import { askNoProxy } from './harness/setup/proxies.mjs'
  if (process.argv[2] === 'forget') askNoProxy()
  import { get } from 'node:http'
  import toxiproxy from 'toxiproxy-node-client'
  const url = process.argv[1]
  const words = [
    await fetch(url).then((r) => r.text(), (e) => e.cause?.code ?? e.message),
    await new Promise((resolve) => get(url, (r) => r.on('data', (d) => resolve(String(d)))).on('error', (e) => resolve(e.code))),
    await new toxiproxy.Toxiproxy(url).getVersion().catch((e) => e.code ?? e.message),
  ]
  console.log(JSON.stringify(words))`

async function answers(...how: string[]): Promise<string[]> {
  const server = createServer((_, response) => response.end('"asked"')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', ask, url, ...how], {
    env: { PATH: process.env.PATH, ...proxied },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = await Promise.all([child.stdout.toArray(), once(child, 'exit')])
  return JSON.parse(text.join(''))
}

test('a process that was started behind a proxy does not ask it any more', { timeout: 30_000 }, async () => {
  expect(await answers()).not.toContain('"asked"')
  const [fetched, got, toxiproxy] = await answers('forget')
  expect([fetched, got]).toEqual(['"asked"', '"asked"'])
  expect(toxiproxy).toMatch(/asked/)
})

test('an error carries its cause', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => server.close(resolve))
  const error = await fetch(`http://${place}`).catch((caught: unknown) => caught)
  expect(messageOf(error)).toBe(`fetch failed: connect ECONNREFUSED ${place}`)
  const both = new AggregateError([new Error('a ::1:9'), new Error('b 127.0.0.1:9')])
  expect(messageOf(new Error('no answer', { cause: both }))).toBe('no answer: a ::1:9, b 127.0.0.1:9')
  expect(messageOf(new Error('told: why', { cause: new Error('why') }))).toBe('told: why')
})
