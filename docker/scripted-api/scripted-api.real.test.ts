import { expect, test } from 'vitest'
import { startNode } from '../relay/testing/service.ts'
import type { Requests, Rule } from './wire.ts'

async function startApi(rules: readonly Rule[]) {
  const env = { PORT: '0', CONTROL_PORT: '0', RULES: JSON.stringify(rules) }
  const service = startNode('scripted-api', env)
  const { port, controlPort } = await service.line('listening')
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)
  const control = async (method: string, path: string, body?: unknown) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const answer = await fetch(`http://127.0.0.1:${controlPort}${path}`, init)
    return { status: answer.status, body: (await answer.json()) as Requests }
  }
  return { ask, control }
}

test('rules give status, headers, body and delay; requests are counted and kept', async () => {
  const { ask, control } = await startApi([
    { method: 'GET', path: '/users/:id', headers: { 'X-Kind': 'user' }, body: { name: 'Ada' } },
    { path: '/slow', status: 503, body: 'later', headers: { 'Content-Type': 'text/x' }, delayMs: 200 },
  ])
  const user = await ask('/users/7?full=1', { headers: { 'x-who': 'me' } })
  expect([user.status, user.headers.get('x-kind'), await user.json()]).toEqual([200, 'user', { name: 'Ada' }])
  const before = performance.now()
  const slow = await ask('/slow', { method: 'POST', body: 'please' })
  expect(performance.now() - before).toBeGreaterThanOrEqual(199)
  expect([slow.status, slow.headers.get('content-type'), await slow.text()]).toEqual([503, 'text/x', 'later'])

  const { body } = await control('GET', '/requests')
  expect(body).toMatchObject({ total: 2, unmatched: 0 })
  expect(body.byRule).toEqual([
    { rule: 'GET /users/:id', requests: 1 },
    { rule: '* /slow', requests: 1 },
  ])
  expect(body.last).toMatchObject([
    { method: 'GET', path: '/users/7?full=1', headers: { 'x-who': 'me' }, rule: 'GET /users/:id' },
    { method: 'POST', path: '/slow', body: 'please', rule: '* /slow' },
  ])
})

test('an unknown path is answered with 404 and the rules there are', async () => {
  const { ask, control } = await startApi([{ method: 'GET', path: '/known' }])
  const answer = await ask('/unknown')
  expect(answer.status).toBe(404)
  expect(await answer.json()).toEqual({ error: 'no rule fits GET /unknown', rules: ['GET /known'] })
  expect((await control('GET', '/requests')).body).toMatchObject({ total: 1, unmatched: 1 })
  expect((await control('DELETE', '/requests')).body).toMatchObject({ total: 0, unmatched: 0, last: [] })
})

test('rules are replaced at run time; bad ones are refused and change nothing', async () => {
  const { ask, control } = await startApi([])
  expect((await ask('/x')).status).toBe(404)
  expect((await control('PUT', '/rules', [{ path: '/x', status: 204 }])).status).toBe(200)
  expect((await ask('/x')).status).toBe(204)
  expect((await control('PUT', '/rules', [{ path: 'x' }])).status).toBe(400)
  expect((await ask('/x')).status).toBe(204)
})
