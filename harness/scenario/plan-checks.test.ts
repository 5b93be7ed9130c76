import { describe, expect, test } from 'vitest'
import { loadCatalogue } from './catalogue.ts'
import type { AnyScenario, ScenarioTools } from './define.ts'
import { planChecks } from './plan-checks.ts'

const catalogue = await loadCatalogue()
const metric = { metric: 'exit-code', params: {} }

describe('the plan of the catalogue', () => {
  test.each(catalogue.map((scenario) => [scenario.id, scenario] as const))(
    '%s: every check is known before it begins, those on which a variant must fail among them',
    async (_, scenario) => {
      const { names, open } = await planChecks(scenario, undefined)
      expect(open).toBeUndefined()
      expect(names.length).toBeGreaterThan(0)
      const all = [...names, ...scenario.meta.system.standingChecks]
      for (const [variant, { failsOn }] of Object.entries(scenario.meta.broken))
        for (const name of failsOn) expect(all, variant).toContain(name)
    },
  )

  test('has every region of a loop', async () => {
    const deploy = catalogue.find(({ id }) => id === 'relay/rolling-deploy')!
    const { names } = await planChecks(deploy, undefined)
    expect(names.filter((name) => name.startsWith('smoke test exit code'))).toEqual([
      'smoke test exit code (ams)',
      'smoke test exit code (iad)',
      'smoke test exit code (nrt)',
    ])
  })
})

describe('a body of one’s own', () => {
  // biome-ignore lint/suspicious/noExplicitAny: its fixtures are of no system
  const planOf = (body: (tools: ScenarioTools & any) => Promise<void>) =>
    planChecks({ ...catalogue[0]!, body } as AnyScenario, undefined)

  test('preconditions are planned as checks are', async () => {
    const plan = await planOf(async ({ check, precondition }) => {
      precondition('under way', metric).atLeast(5)
      check('lost', metric).is(0)
    })
    expect(plan).toEqual({ kind: 'checks-planned', names: ['under way', 'lost'] })
  })

  test.each<[string, (tools: ScenarioTools & { own: never[] & { name: string } }) => Promise<void>, RegExp]>([
    [
      'a name made of what the system says',
      async ({ check, own }) => void check(`lost of ${own.name}`, metric),
      /a name depends/,
    ],
    [
      'a loop over what the system gives',
      async ({ check, own }) => {
        for (const one of own) check(`lost of ${one}`, metric)
      },
      /goes through what the system gives/,
    ],
    ['a body that throws', () => Promise.reject(new Error('no such relay')), /no such relay/],
    ['a body that waits for something real', () => new Promise(() => {}), /takes real time/],
    [
      'a loop without an end',
      async ({ time }) => {
        for (;;) await time.pass('1s')
      },
      /waits without end/,
    ],
  ])('%s leaves the plan open, with what is known', async (_, body, open) => {
    const plan = await planOf(async (tools) => {
      tools.check('known', metric).is(0)
      await body(tools as never)
    })
    expect(plan).toEqual({ kind: 'checks-planned', names: ['known'], open: expect.stringMatching(open) })
  })
})
