import { expect, test } from 'vitest'
import type { HostEvent } from '../../../../docker/mock-host/control.ts'
import { type HostStatus, nextStatus } from './host-state.ts'

/** Status after events written as `state dial [relay]`, one ns apart from 1. */
function after(...events: string[]): HostStatus | undefined {
  let status: HostStatus | undefined
  events.forEach((text, index) => {
    const [state, dial, relay] = text.split(' ')
    const event = { at: index + 1, host: 'h1', state: state as HostEvent['state'], dial: Number(dial) }
    status = nextStatus(status, relay === undefined ? event : { ...event, relay })
  })
  return status
}

test('a host is registered when the relay has spoken, not when the tunnel is open', () => {
  expect(after('attempt 1', 'tcp 1', 'upgraded 1 a:m1')).toEqual({
    registered: false,
    lastState: 'upgraded',
    dial: 1,
    relay: 'a:m1',
  })
  expect(after('attempt 1', 'tcp 1', 'upgraded 1 a:m1', 'registered 1')).toEqual({
    registered: true,
    registeredAt: 4,
    lastState: 'registered',
    dial: 1,
    tunnel: 1,
    relay: 'a:m1',
  })
})

test('a drained tunnel counts until it ends, also when the next dial is scheduled', () => {
  expect(after('registered 1', 'drain 1', 'scheduled 2')).toMatchObject({ registered: true, dial: 2 })
  expect(after('registered 1', 'drain 1', 'scheduled 2', 'closed 1')).toMatchObject({
    registered: false,
    closedAt: 4,
    lastState: 'scheduled',
  })
})

test('the late end of a replaced tunnel does not touch the new one', () => {
  const status = after('registered 1', 'attempt 2', 'upgraded 2 b:m2', 'registered 2', 'closed 1 a:m1')
  expect(status).toMatchObject({
    registered: true,
    relay: 'b:m2',
    closedAt: 5,
    lastState: 'registered',
    dial: 2,
  })
})

test.each(['closed', 'watchdog'])('%s of its tunnel ends the registration', (state) => {
  expect(after('registered 1', `${state} 1`)).toMatchObject({ registered: false, registeredAt: 1 })
})

test('a program that does not tell its relay leaves it open', () => {
  expect(after('upgraded 1 ', 'registered 1')).not.toHaveProperty('relay')
})
