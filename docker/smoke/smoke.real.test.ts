import { expect, test } from 'vitest'
import { freePort, type Service, startNode } from '../relay/testing/service.ts'
import type { StandInAnswer } from '../stand-in/control.ts'

interface StandIn {
  readonly url: string
  tell(answer: StandInAnswer): Promise<void>
  requests(): Promise<number>
}

async function startStandIn(): Promise<StandIn> {
  const service = startNode('stand-in', { PORT: '0', CONTROL_PORT: '0' })
  const { port, controlPort } = await service.line('listening')
  const control = `http://127.0.0.1:${controlPort}/`
  return {
    url: `http://127.0.0.1:${port}`,
    tell: async (answer) => void (await fetch(control, { method: 'PUT', body: JSON.stringify(answer) })),
    requests: async () => ((await (await fetch(control)).json()) as { requests: number }).requests,
  }
}

const runSmoke = (env: Record<string, string>): Service =>
  startNode('smoke', { REGIONS: 'ams', TIME_SCALE: '0.1', ...env })

const body = JSON.stringify({ ok: true, region: 'ams' })

test.each([
  ['200 with its region is green', { status: 200, body }, 0, undefined],
  ['500 with its region is red', { status: 500, body }, 1, 'status 500'],
  ['another region is red', { status: 200, body: body.replace('ams', 'iad') }, 1, 'answered by region iad'],
  ['silence is red', 'nothing', 1, 'no answer within 1000 ms'],
] as const)('%s', async (_, answer, code, reason) => {
  const region = await startStandIn()
  await region.tell(answer)
  const smoke = runSmoke({ EDGE_URL: region.url })
  expect((await smoke.exited).code).toBe(code)
  const line = await smoke.line(code === 0 ? 'region serves' : 'region failed', { region: 'ams' })
  expect(line.reason).toBe(reason)
  expect(await region.requests()).toBe(1)
})

test('one region of several that fails makes it red, and the others are still asked', async () => {
  const region = await startStandIn()
  await region.tell({ status: 200, body })
  const smoke = runSmoke({ EDGE_URL: region.url, REGIONS: 'ams,iad' })
  expect((await smoke.exited).code).toBe(1)
  await smoke.line('region serves', { region: 'ams' })
  await smoke.line('region failed', { region: 'iad' })
  expect(await region.requests()).toBe(2)
})

test('an edge that is not there is red', async () => {
  const smoke = runSmoke({ EDGE_URL: `http://127.0.0.1:${await freePort()}` })
  expect((await smoke.exited).code).toBe(1)
  expect(String((await smoke.line('region failed')).reason)).toContain('ECONNREFUSED')
})

test('smoke=ignores-status lets 500 with the right body pass', async () => {
  const region = await startStandIn()
  await region.tell({ status: 500, body })
  expect((await runSmoke({ EDGE_URL: region.url, SMOKE: 'ignores-status' }).exited).code).toBe(0)
})

test('smoke=only-logs says what it found and exits 0', async () => {
  const smoke = runSmoke({ EDGE_URL: `http://127.0.0.1:${await freePort()}`, SMOKE: 'only-logs' })
  expect((await smoke.exited).code).toBe(0)
  await smoke.line('region failed', { region: 'ams' })
})

test('without regions it is a usage error, not a red region', async () => {
  expect((await runSmoke({ EDGE_URL: 'http://127.0.0.1:1', REGIONS: '' }).exited).code).toBe(64)
})
