import { expect, test } from 'vitest'
import { wireScript } from './wire-rules.ts'

const listens = [{ host: '127.9.8.7', port: 600 }]
const rulesOf = (script: readonly string[]) => script.filter((line) => line.startsWith('add rule'))

test('on loopback packets of both directions are sent to the wire where they come in', () => {
  const place = { enter: [], shared: true }
  const script = wireScript({
    place,
    devices: ['lo'],
    wire: 'gdw',
    listens,
    directed: ['requests', 'answers'],
  })
  expect(rulesOf(script)).toEqual([
    'add rule TABLE input ip daddr 127.9.8.7 tcp dport 600 counter fwd to "gdw" comment "carried"',
    'add rule TABLE input ip saddr 127.9.8.7 tcp sport 600 counter fwd to "gdw" comment "carried"',
  ])
})

test('in a namespace of its own an answer is sent to the wire where it goes out, and only once', () => {
  const place = { enter: ['nsenter'], shared: false }
  const script = wireScript({ place, devices: ['eth0', 'eth1'], wire: 'gdw', listens, directed: ['answers'] })
  expect(script[0]).toContain('devices = { "eth0", "eth1" }')
  expect(rulesOf(script)).toEqual([
    'add rule TABLE back meta mark set 0x67645769',
    'add rule TABLE output ip saddr 127.9.8.7 tcp sport 600 meta mark != 0x67645769 counter fwd to "gdw" comment "carried"',
  ])
})
