import { expect, test } from 'vitest'
import { type CheckRow, withKeptProofs } from './rows.ts'

const row = (scenario: string, provenBy: readonly string[], metric = 'left-out'): CheckRow => ({
  ...{ scenario, check: 'left out', metric, op: '==', unit: 'VMs', provenBy, weak: [] },
  notices: { production: null, compressed: null },
})

test('a row that is made alone is proven by the rows of its system that were kept', () => {
  const kept = [
    row('deploy/a', ['lock=long', 'deploy/c broken']),
    row('deploy/b', ['other'], 'other-metric'),
    row('relay/a', ['elsewhere']),
    row('deploy/d', ['deploy/new as-it-was']),
  ]
  const [made] = withKeptProofs([row('deploy/new', ['own'])], kept)
  expect(made!.provenBy).toEqual(['deploy/a lock=long', 'deploy/c broken', 'own'])
})
