import { expect, test } from 'vitest'
import { referenceFacts } from './facts.ts'
import { pingTimeoutsOf } from './ping-timeouts.ts'

test('of the reference: pongs come after the fourth ping, pings before the watchdog', () => {
  expect(referenceFacts.pingTimeouts).toMatchObject({ pongsLate: '125000ms', pingsLate: '40000ms' })
})

test('without a watchdog pings may be later than any; with an impatient one they are not late at all', () => {
  const constants = { pingTimeout: '1s', pingInterval: '600ms' } as const
  expect(pingTimeoutsOf(constants)).toEqual({ pongsLate: '1100ms', pingsLate: '800ms' })
  expect(pingTimeoutsOf({ ...constants, watchdog: '1500ms' }).pingsLate).toBe('800ms')
  expect(pingTimeoutsOf({ ...constants, watchdog: '900ms' }).pingsLate).toBe('240ms')
  expect(pingTimeoutsOf({ ...constants, watchdog: '600ms' }).pingsLate).toBe('0ms')
})
