import { expect, test } from 'vitest'
import type { Target } from '../../faults/faults.ts'
import type { StoppedExit } from '../../faults/stop.ts'
import { createDeploys } from './deploy.ts'
import type { Relay } from './relay.ts'
import type { SmokeRun } from './smoke-test.ts'

/** A fleet that remembers what was done to it; `codes`: what the smoke test exits with, run by run. */
function bench(codes: number[]) {
  const log: string[] = []
  const relay = (name: string, region: string) =>
    ({
      name,
      region,
      restart: async ({ after }: { after: string }) => void log.push(`restart ${name} after ${after}`),
    }) as unknown as Relay
  const relays = [relay('relay-1', 'ams'), relay('relay-2', 'iad'), relay('relay-3', 'ams')]
  const smokeTest = {
    run: async () => {
      log.push('smoke')
      return { code: codes.shift() } as SmokeRun
    },
  }
  const stop = async (target: Target) => {
    log.push(`stop ${(target as Relay).name}`)
    return {} as StoppedExit
  }
  return { log, stop, deploys: createDeploys(relays, smokeTest) }
}

test('region by region, each relay replaced before the next, the smoke test after each region', async () => {
  const { log, stop, deploys } = bench([0, 0])
  const { regions } = await deploys.rollingDeploy({ stop }, { replaceAfter: '2s' })
  expect(regions.map(({ region, smoke }) => [region, smoke.code])).toEqual([
    ['ams', 0],
    ['iad', 0],
  ])
  expect(log).toEqual([
    'stop relay-1',
    'restart relay-1 after 2s',
    'stop relay-3',
    'restart relay-3 after 2s',
    'smoke',
    'stop relay-2',
    'restart relay-2 after 2s',
    'smoke',
  ])
})

test('a red smoke test stops it', async () => {
  const { log, stop, deploys } = bench([1, 0])
  const { regions } = await deploys.rollingDeploy({ stop }, { replaceAfter: '2s' })
  expect(regions).toMatchObject([{ region: 'ams', smoke: { code: 1 } }])
  expect(log).not.toContain('stop relay-2')
})

test('a fleet without a smoke test cannot deploy', async () => {
  const { stop } = bench([])
  await expect(createDeploys([], undefined).rollingDeploy({ stop }, { replaceAfter: '2s' })).rejects.toThrow(
    'smokeTest: true',
  )
})
