import { expect, test } from 'vitest'
import { flowSets, flowsIn, flowsInto, listenerIn, newFlowsTo, rulesScript } from './rules.ts'

const listen = { host: '127.9.8.7', port: 600 }
const rule = { match: 'tcp dport 1', verdict: 'drop', count: 'acted' }

test('on loopback a packet is seen where it comes in, and nowhere else', () => {
  expect(rulesScript({ enter: [], shared: true }, [rule])).toEqual([
    'add chain TABLE input { type filter hook input priority 0; policy accept; }',
    'add rule TABLE input tcp dport 1 counter drop comment "acted"',
  ])
})

test('in a namespace of its own what comes in and what goes out is seen', () => {
  const script = rulesScript({ enter: ['nsenter'], shared: false }, [rule])
  expect(script.filter((line) => line.startsWith('add rule'))).toEqual([
    'add rule TABLE input tcp dport 1 counter drop comment "acted"',
    'add rule TABLE output tcp dport 1 counter drop comment "acted"',
  ])
})

test('a rule is aimed at one listener, at its new flows, or at flows by all of their addresses', () => {
  expect(listenerIn(listen, 'requests')).toBe('ip daddr 127.9.8.7 tcp dport 600')
  expect(listenerIn(listen, 'answers')).toBe('ip saddr 127.9.8.7 tcp sport 600')
  expect(newFlowsTo(listen)).toBe('ip daddr 127.9.8.7 tcp dport 600 tcp flags & (syn | ack) == syn')
  expect(flowsIn('answers')).toBe('ip saddr . tcp sport . ip daddr . tcp dport @answers')
})

test('a flow is written from its sender to its receiver', () => {
  const flow = { side: 'accepted', from: '127.0.0.1:5000', to: '127.9.8.7:600' } as const
  expect(flowsInto([flow], ['requests', 'answers'])).toEqual([
    'add element TABLE requests { 127.0.0.1 . 5000 . 127.9.8.7 . 600 }',
    'add element TABLE answers { 127.9.8.7 . 600 . 127.0.0.1 . 5000 }',
  ])
  expect(flowsInto([], ['requests'])).toEqual([])
  expect(flowSets(['answers'])).toHaveLength(1)
})
