import { expect, test } from 'vitest'
import type { JournalEvent } from '../journal/events.ts'
import { badCertificatesTrusted } from './bad-certificates-trusted.ts'

const handshake = (at: number, outcome: string, service = 'edge') =>
  ({ at, kind: 'handshake', service, certificate: 'expired', outcome }) as JournalEvent

const compute = (...events: JournalEvent[]) =>
  badCertificatesTrusted.compute(events, { service: 'edge', from: 10, to: 20 })

test('those of one service in the time watched count', () => {
  const { observed, offenders } = compute(
    handshake(9, 'trusted'),
    handshake(11, 'refused'),
    handshake(12, 'closed'),
    handshake(13, 'trusted'),
    handshake(14, 'trusted', 'other'),
    handshake(21, 'trusted'),
  )
  expect(observed).toBe(1)
  expect(offenders).toMatchObject([{ at: 13, text: 'a certificate that was bad (expired) was trusted' }])
})

test('without a handshake nobody can tell', () => {
  expect(compute(handshake(9, 'refused')).observed).toBeNull()
})
