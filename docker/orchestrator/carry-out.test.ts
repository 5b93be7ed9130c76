import { expect, it } from 'vitest'
import type { Rollout } from '../deploy-service/wire.ts'
import { carryOut } from './carry-out.ts'
import { parseOrchestratorConfig } from './config.ts'
import { type Answer, type DeployClient, HttpError } from './deploy-client.ts'

const order = { id: 'd1', changeSet: 'c1', vms: ['vm-1'], attempt: 2 }
const page: Answer = { status: 504, body: '<html>504 Gateway Time-out</html>' }
const done: Rollout = { id: 'd1', state: 'succeeded' }
const running: Rollout = { id: 'd1', state: 'running' }

function config(over: Record<string, string> = {}) {
  const env = { PORT: '0', TIME_SCALE: '0.001', REDIS_URL: 'redis://h:1', DEPLOY_URL: 'http://h:1', ...over }
  return parseOrchestratorConfig(env)
}

/** A deploy service that answers what is laid out for it, one by one, and keeps count of starts. */
function service(
  states: (Rollout | undefined | Error)[],
  answer: Answer = { status: 200, body: JSON.stringify(done) },
) {
  const client = {
    starts: 0,
    state: async () => {
      if (states.length === 0) throw new Error('asked once too often')
      const next = states.shift()
      if (next instanceof Error) throw next
      return next
    },
    start: async () => {
      client.starts++
      return answer
    },
  }
  return client as typeof client & DeployClient
}

it.each([
  ['starts what nobody knows', [undefined], 1],
  ['starts what was interrupted', [{ id: 'd1', state: 'interrupted' } as Rollout], 1],
  ['never starts what has ended', [done], 0],
  ['follows what is under way', [running, running, done], 0],
  ['follows where the question waited too long for a worker', [new HttpError(504), running, done], 0],
])('%s', async (_, states, starts) => {
  const client = service([...states])
  expect(await carryOut(order, client, config())).toEqual(done)
  expect(client.starts).toBe(starts)
})

it('takes a timeout of the proxy for a deployment that is under way', async () => {
  const client = service([undefined, running, done], page)
  expect(await carryOut(order, client, config())).toEqual(done)
  expect(client.starts).toBe(1)
})

it('raises what the proxy says of a service that is not there', async () => {
  const away = { status: 502, body: '<html>502 Bad Gateway</html>' }
  await expect(carryOut(order, service([undefined], away), config())).rejects.toThrow('answered 502')
  await expect(carryOut(order, service([new HttpError(502)]), config())).rejects.toThrow('answered 502')
})

it('raises when a rollout that it follows is interrupted', async () => {
  const client = service([running, { id: 'd1', state: 'interrupted' }])
  await expect(carryOut(order, client, config())).rejects.toThrow('interrupted')
  expect(client.starts).toBe(0)
})

it('guard=late raises the parser’s error on the proxy’s page', async () => {
  await expect(carryOut(order, service([undefined], page), config({ GUARD: 'late' }))).rejects.toThrow(
    SyntaxError,
  )
})

it('state-check=none starts without asking', async () => {
  const client = service([])
  await carryOut(order, client, config({ STATE_CHECK: 'none' }))
  expect(client.starts).toBe(1)
})
