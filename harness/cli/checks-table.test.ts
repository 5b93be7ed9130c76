import { expect, it } from 'vitest'
import { storedChecks } from '../report/checks-table/stored.ts'
import { loadCatalogue } from '../scenario/catalogue.ts'
import { planChecks } from '../scenario/plan-checks.ts'
import { nullObject } from '../system/rehearse.ts'

const catalogue = new Map((await loadCatalogue()).map((scenario) => [scenario.id, scenario]))
const rows = storedChecks()

it('the stored table of checks has every scenario of the catalogue, and no other', () => {
  expect([...new Set(rows.map(({ scenario }) => scenario))].sort()).toEqual([...catalogue.keys()].sort())
})

it('every check of the stored table is failed by some broken variant', () => {
  const unproven = rows.filter(({ provenBy }) => provenBy.length === 0)
  expect(unproven.map(({ scenario, check }) => `${scenario}: ${check}`)).toEqual([])
})

it.each([...catalogue.values()].map((scenario) => [scenario.id, scenario] as const))(
  'the stored table knows no check of %s that is no longer made',
  async (id, scenario) => {
    const { names } = await planChecks(scenario, undefined)
    const made = [...names, ...scenario.meta.system.standingChecks]
    const stored = rows.filter((row) => row.scenario === id).map(({ check }) => check)
    expect(stored.filter((name) => !made.includes(name))).toEqual([])
  },
)

it.each([...catalogue.values()].map((scenario) => [scenario.id, scenario] as const))(
  'the stored table has every check that %s makes itself; preconditions have no row',
  async (id, scenario) => {
    const ownChecks: typeof scenario.body = (tools) =>
      scenario.body(
        new Proxy(tools, {
          get: (all, name) => (name === 'precondition' ? () => nullObject : Reflect.get(all, name)),
        }),
      )
    const { names } = await planChecks({ ...scenario, body: ownChecks }, undefined)
    const stored = rows.filter((row) => row.scenario === id).map(({ check }) => check)
    expect(names.filter((name) => !stored.includes(name))).toEqual([])
  },
)
