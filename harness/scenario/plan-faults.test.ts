import { describe, expect, test } from 'vitest'
import { loadCatalogue } from './catalogue.ts'
import type { AnyScenario, ScenarioTools } from './define.ts'
import { planFaults } from './plan-faults.ts'

const catalogue = await loadCatalogue()
const shop = catalogue.find(({ id }) => id === 'small-shop/api-killed')!

describe('the catalogue', () => {
  test('what a body breaks is named, with what it is', async () => {
    expect(await planFaults(shop)).toEqual({
      faults: [
        { fault: 'kill', about: expect.stringContaining('SIGKILL'), on: 'api', is: 'service', with: [] },
      ],
    })
    const slow = catalogue.find(({ id }) => id === 'deploy/slow-rollout')!
    expect((await planFaults(slow)).faults).toMatchObject([
      {
        fault: 'latency',
        on: 'deploy-service-vms',
        is: 'link',
        with: [{ delay: '3s', direction: 'answers' }],
      },
    ])
  })

  test.each(catalogue.map((scenario) => [scenario.id, scenario] as const))(
    '%s: some fault shows, or it is said why none does',
    async (_, scenario) => {
      const { faults, open } = await planFaults(scenario)
      expect(faults.length > 0 || open !== undefined).toBe(true)
      for (const { fault, about } of faults) expect(about, fault).not.toMatch(/not known|of its own/)
    },
  )
})

describe('a body of one’s own', () => {
  // biome-ignore lint/suspicious/noExplicitAny: its fixtures are of no system
  const planOf = (body: (tools: ScenarioTools & any) => Promise<void>) =>
    planFaults({ ...shop, body } as AnyScenario)

  test('what shows only when it runs is called as the body calls it', async () => {
    const { faults } = await planOf(async ({ faults, link, fleet, named, services }) => {
      const [one] = fleet.busiest()
      await faults.cut(link('api', 'db'))
      await faults.kill(one)
      await faults.kill(named.service('clients'))
      await faults.pause(services.api, { notes: fleet.notes })
      await faults.hang(undefined)
    })
    expect(faults.map(({ fault, on, is }) => [fault, on, is])).toEqual([
      ['cut', 'api-db', 'link'],
      ['kill', 'fleet.busiest()[0]', 'not known before it runs'],
      ['kill', 'clients', 'service'],
      ['pause', 'api', 'service'],
      ['hang', 'something that shows when it runs', 'not known before it runs'],
    ])
  })

  test.each<[string, (tools: ScenarioTools) => Promise<void>, RegExp]>([
    ['throws', () => Promise.reject(new Error('no such relay')), /no such relay/],
    ['waits for something real', () => new Promise(() => {}), /takes real time/],
    [
      'never ends',
      async ({ time }) => {
        for (;;) await time.pass('1s')
      },
      /goes on without end/,
    ],
  ])('one that %s leaves the plan open', async (_, body, why) =>
    expect((await planOf(body)).open).toMatch(why),
  )
})
