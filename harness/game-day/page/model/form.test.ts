import { expect, test } from 'vitest'
import { snapshot } from '../fixtures/snapshot.ts'
import { faultsFor, injectCommand, mistakesIn, startOf } from './form.ts'

const { catalogue } = snapshot()
const [kill, latency] = [catalogue[0]!, catalogue[1]!]

test('a part is offered the faults that can be aimed at it', () => {
  const names = (target?: string) => faultsFor(catalogue, target).map(({ name }) => name)
  expect(names('relay-1')).toEqual(['kill'])
  expect(names('hosts-edge')).toEqual(['latency', 'reset'])
  expect(names('hosts')).toEqual([])
  expect(names()).toEqual(['kill', 'latency', 'reset'])
})

test('a form begins with the defaults, and goes on with what was typed', () => {
  const first = startOf(latency, 'edge-relay-2')
  expect(first).toEqual({
    ...{ fault: 'latency', target: 'edge-relay-2', for: '', expect: '' },
    parameters: { delay: '200ms', jitter: '', direction: 'both' },
  })
  const typed = { ...first, parameters: { ...first.parameters, delay: '' }, for: '5s' }
  expect(startOf(latency, undefined, typed)).toEqual(typed)
  expect(startOf(latency, 'gone', typed).target).toBe(latency.targets[0])
})

test.each([
  [{ delay: '' }, '', { delay: 'needed, for example 200ms' }],
  [{ delay: '200' }, '', { delay: 'a number with ms, s or m, as in 500ms, 1.5s or 2m' }],
  [{ delay: '200ms', direction: 'sideways' }, '', { direction: 'one of both, up, down' }],
  [{ delay: '200ms', direction: 'up' }, '-3s', { for: 'a number with ms, s or m, as in 500ms, 1.5s or 2m' }],
  [{ delay: ' 200ms ', direction: 'up' }, ' 3s ', {}],
])('%j for %j: %j', (parameters, lasts, mistakes) => {
  const draft = startOf(latency, 'hosts-edge')
  const typed = { ...draft, parameters: { ...draft.parameters, ...parameters }, for: lasts }
  expect(mistakesIn(latency, typed)).toEqual(mistakes)
})

test('the command leaves out what was left empty', () => {
  const draft = { ...startOf(latency, 'hosts-edge'), for: ' 3s ' }
  expect(injectCommand(draft, 'Ada')).toEqual({
    ...{ do: 'inject', by: 'Ada', fault: 'latency', target: 'hosts-edge', for: '3s' },
    parameters: { delay: '200ms', direction: 'both' },
  })
  expect(injectCommand(startOf(kill, 'edge'), 'Ada')).toEqual({
    ...{ do: 'inject', by: 'Ada', fault: 'kill', target: 'edge', parameters: {} },
  })
})
