import { expect, test } from 'vitest'
import type { RelayTarget } from '../systems/relay-fleet/target/schema.ts'
import { loadTargets } from '../targets/load-config.ts'
import { loadCatalogue } from './catalogue.ts'
import { rehearse } from './rehearse.ts'

const tiny = (await loadTargets('harness/targets/fixtures/tiny/gameday.config.ts')).get('tiny') as RelayTarget
const catalogue = new Map((await loadCatalogue()).map((scenario) => [scenario.id, scenario]))

test('what a scenario waits for is added up', async () => {
  // 2 s and 20 s until the replacements, 1 s for hosts after each and as long as they must stay, half a ping interval before each; 10 s around it.
  expect(await rehearse(catalogue.get('relay/sigint-drain')!, tiny)).toBe(22_000 + 2_400 + 500 + 10_000)
})

test('a mistake of a scenario shows before anything starts, whatever else is behind it', async () => {
  for (const scenario of catalogue.values()) await rehearse(scenario, undefined)
  const rst = catalogue.get('relay/rst')!
  const short: typeof rst.body = ({ fleet }) =>
    fleet.reconnected({ since: 0, decides: fleet.limits.redial, giveUpAfter: '100ms' })
  await expect(rehearse({ ...rst, body: short }, tiny)).rejects.toThrow('is over before the limit')
  await expect(rehearse({ ...rst, body: short }, undefined)).rejects.toThrow('is over before the limit')
})

test('a body that asks for what the target does not declare counts with its deadline', async () => {
  expect(await rehearse(catalogue.get('relay/silent-blackhole')!, tiny)).toBe(150_000 + 10_000)
})

test('every scenario of the relay catalogue can be gone through', async () => {
  const complete = {
    ...tiny,
    constants: {
      ...tiny.constants,
      pingTimeout: '1s',
      watchdog: '3s',
      watchdogCheck: '250ms',
      directoryTtl: '4s',
      directorySweep: '2s',
      drainWait: '200ms',
    },
    drainMessage: 'bye',
    closeCodes: { ...tiny.closeCodes, outOfDescriptors: 1013 },
    drainFailed: { text: 'a', refuses: 'b', errors: 'c', hangs: 'd', reasonWithin: 0 },
  } as const
  for (const scenario of [...catalogue.values()].filter(({ id }) => id.startsWith('relay/'))) {
    const hosts = scenario.meta.system.hosts(undefined)
    const longest = await rehearse({ ...scenario, body: () => Promise.reject(new Error()) }, complete)
    const takes = await rehearse(scenario, complete)
    expect(takes, scenario.id).toBeGreaterThanOrEqual(8_000 + 100 * hosts)
    expect(takes, scenario.id).toBeLessThan(longest)
  }
})
