import { describe, expect, it } from 'vitest'
import { journal } from '../analysis/fixtures/journal.ts'
import { refuseHeadline } from './headline.ts'

const planned = (open?: string) =>
  journal()
    .header()
    .add(0, { kind: 'checks-planned', names: ['orders lost', 'clients away'], ...(open && { open }) }).events

describe('the headline that a scenario declares', () => {
  it('is one of its checks', () => {
    expect(() => refuseHeadline('clients away', planned())).not.toThrow()
    expect(() => refuseHeadline(undefined, planned())).not.toThrow()
  })

  it('is refused with the names of the checks when it is misspelt', () => {
    expect(() => refuseHeadline('clients awya', planned())).toThrow(
      "headline 'clients awya' is no check of this scenario; its checks are 'orders lost', 'clients away'",
    )
  })

  it('is left to the verdict where the checks are not known before', () => {
    expect(() => refuseHeadline('clients awya', planned('a loop'))).not.toThrow()
  })
})
