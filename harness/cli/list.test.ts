import { expect, test, vi } from 'vitest'
import '../scenario/fixtures/own-definitions.ts'
import { list } from './list.ts'

async function listed(options: Parameters<typeof list>[0]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await list(options)
    return log.mock.calls.flat().join('\n')
  } finally {
    log.mockRestore()
  }
}

test('faults of the harness and of the reader are listed with what they do', async () => {
  const faults = JSON.parse(await listed({ faults: true, json: true }))
  expect(faults).toContainEqual({
    name: 'blow-fuse',
    about: 'The kettle has no power until it is healed',
    calls: [],
  })
  expect(faults).toContainEqual(expect.objectContaining({ name: 'latency', calls: ['faults.latency'] }))
  expect(await listed({ faults: true })).toContain('pause')
})

test('metrics of the harness and of the reader are listed with their parameters', async () => {
  const metrics = JSON.parse(await listed({ metrics: true, json: true }))
  expect(metrics).toContainEqual({
    name: 'litres-boiled',
    parameters: ['since'],
    needs: [],
    drawn: ['series'],
  })
  expect(metrics).toContainEqual(expect.objectContaining({ name: 'reconnect', drawn: ['spread'] }))
  expect(await listed({ metrics: true })).toContain('answer-time')
})

test('every preset of the reference is listed with its options', async () => {
  const presets: { name: string; options: string[] }[] = JSON.parse(
    await listed({ presets: true, json: true }),
  )
  expect(presets.map(({ name }) => name)).toEqual([
    'caddy',
    'mariadb',
    'nginx',
    'postgres',
    'rabbitmq',
    'redis',
    'tlsEdge',
  ])
  expect(presets[3]?.options).toEqual(['database', 'user', 'password', 'sql', 'settings'])
  expect(await listed({ presets: true })).toContain('A Redis without data')
})
