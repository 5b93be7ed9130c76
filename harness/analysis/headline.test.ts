import { describe, expect, it } from 'vitest'
import { headlineOf, subjectOf } from './headline.ts'

const check = { op: '<=', limit: 100, verdict: 'passed' } as const
const roomy = { ...check, name: 'roomy', observed: 10 }
const tight = { ...check, name: 'tight', observed: 90 }
const none = { ...check, name: 'none lost', op: '==', limit: 0, observed: 0 } as const
const precondition = { ...check, name: 'sent', observed: 100, precondition: true } as const

describe('the headline of a scenario', () => {
  it('is what it declares', () => {
    expect(headlineOf('roomy', [none, tight, roomy])).toBe(roomy)
    expect(headlineOf('misspelt', [none, tight])).toBeUndefined()
  })

  it('is else the tightest check, never a precondition', () => {
    expect(headlineOf(undefined, [precondition, none, roomy, tight])).toBe(tight)
    expect(headlineOf(undefined, [precondition, none])).toBe(none)
  })

  it('is not what is met exactly as it must be: one exit code where one is needed', () => {
    const met = { ...check, name: 'exit code', op: '>=', limit: 1, observed: 1 } as const
    expect(headlineOf(undefined, [met, roomy])).toBe(roomy)
    expect(headlineOf(undefined, [{ ...met, observed: 0, verdict: 'failed' }, tight])).toMatchObject({
      name: 'exit code',
    })
  })

  it('is a broken limit before a tight one, and nothing that does not apply', () => {
    const broken = { ...none, observed: 1, verdict: 'failed' } as const
    const open = { ...tight, verdict: 'inconclusive', notApplicable: true } as const
    expect(headlineOf(undefined, [tight, broken])).toBe(broken)
    expect(headlineOf(undefined, [open, roomy])).toBe(roomy)
  })

  it('leaves the verdict to go by the first check where none is declared', () => {
    expect(subjectOf(undefined, [precondition, none, tight])).toBe(none)
  })
})
