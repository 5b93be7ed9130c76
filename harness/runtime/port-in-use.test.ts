import { expect, test } from 'vitest'
import { portInUse } from './port-in-use.ts'

const ports = { main: { host: '127.4.5.6', port: 12_345 } }

test.each([
  ['Node', 'Error: listen EADDRINUSE: address already in use 0.0.0.0:23456', 23_456],
  ['Node, IPv6', 'Error: listen EADDRINUSE: address already in use :::23456', 23_456],
  ['Go', 'listen tcp :23456: bind: address already in use', 23_456],
  [
    'Redis',
    'Warning: Could not create server TCP listening socket 127.0.0.1:23456: bind: Address already in use',
    23_456,
  ],
  ['nginx', 'nginx: [emerg] bind() to 127.4.5.6:23456 failed (98: Address already in use)', 23_456],
  ['Python, which names no port', 'OSError: [Errno 98] Address already in use', 12_345],
])('%s', (_, line, port) => {
  expect(portInUse([{ text: 'starting' }, { text: line }, { text: '    at node:net' }], ports)).toBe(
    `is port ${port} in use?`,
  )
})

test('anything else says nothing of ports', () => {
  expect(
    portInUse([{ text: 'listening on 127.4.5.6:23456' }, { text: 'no such file' }], ports),
  ).toBeUndefined()
})

test('a service that listens nowhere, and names no port', () => {
  expect(portInUse([{ text: 'EADDRINUSE' }], {})).toBe('is its port in use?')
})
