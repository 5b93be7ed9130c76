import { expect, test } from 'vitest'
import type { AnyScenario } from './define.ts'
import { companyOf } from './executions.ts'

const scenarioThat = (alone: AnyScenario['meta']['alone']) =>
  ({
    meta: { alone, knownBad: { 'drain=none': { failsOn: ['x'] } }, alsoHold: { other: {} } },
  }) as unknown as AnyScenario

test.each([
  [undefined, ['any', 'any', 'any']],
  [true, ['none', 'none', 'none']],
  ['to hold', ['none', 'none', 'any']],
  ['to hold, beside its like', ['alike', 'alike', 'any']],
  ['to fail', ['any', 'any', 'none']],
] as const)(
  'alone %s: company of the forms that must hold, and of the one that must fail',
  (alone, companies) => {
    const scenario = scenarioThat(alone)
    expect(['fixed', 'other', 'drain=none'].map((form) => companyOf({ scenario, form }))).toEqual(companies)
  },
)
