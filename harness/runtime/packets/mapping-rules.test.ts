import { expect, test } from 'vitest'
import { knownFlows, mappingRules, mappingSet, unknownRules } from './mapping-rules.ts'

const listen = { host: '127.9.8.7', port: 600 }

test('both directions of a flow have one mapping, which each of its packets renews', () => {
  const [, , syn, request, answer] = mappingRules([listen], 'seen')
  expect(syn!.verdict).toBe('update @known { ip saddr . tcp sport . ip daddr . tcp dport } accept')
  expect(request).toMatchObject({
    match: 'ip daddr 127.9.8.7 tcp dport 600 ip saddr . tcp sport . ip daddr . tcp dport @known',
    verdict: syn!.verdict,
  })
  expect(answer).toMatchObject({
    match: 'ip saddr 127.9.8.7 tcp sport 600 ip daddr . tcp dport . ip saddr . tcp sport @known',
    verdict: 'update @known { ip daddr . tcp dport . ip saddr . tcp sport } accept',
  })
})

test('only flows from the near side have a mapping', () => {
  const flows = [
    { side: 'accepted', from: '127.0.0.1:5000', to: '127.9.8.7:600' },
    { side: 'dialled', from: '127.0.0.1:5001', to: '127.9.8.8:80' },
  ] as const
  expect(knownFlows(flows)).toEqual(['add element TABLE known { 127.0.0.1 . 5000 . 127.9.8.7 . 600 }'])
  expect(knownFlows([flows[1]])).toEqual([])
  expect(mappingSet(450)).toContain('timeout 450ms')
})

test('a NAT that answers tells its inner side only', () => {
  expect(unknownRules([listen], 'reset', 'late').map(({ verdict }) => verdict)).toEqual([
    'reject with tcp reset',
    'drop',
  ])
  expect(unknownRules([listen], 'drop', 'late').map(({ verdict }) => verdict)).toEqual(['drop', 'drop'])
})
