import { expect, test } from 'vitest'
import { faultOf } from './judge.ts'

const healthy = JSON.stringify({ ok: true, region: 'ams' })

test.each([
  [200, healthy, undefined],
  [500, healthy, 'status 500'],
  [204, '', 'status 204'],
  [200, JSON.stringify({ ok: true, region: 'iad' }), 'answered by region iad'],
  [200, JSON.stringify({ ok: true }), 'answered by region none'],
  [200, JSON.stringify({ region: 7 }), 'answered by region none'],
  [200, '', 'answered by region none'],
  [200, 'null', 'answered by region none'],
])('status %i, body %s: %s', (status, body, fault) => {
  expect(faultOf({ status, body }, 'ams', { checksStatus: true })).toBe(fault)
})

test('smoke=ignores-status takes a matching body for health, and still looks at the body', () => {
  const bad = { checksStatus: false }
  expect(faultOf({ status: 500, body: healthy }, 'ams', bad)).toBeUndefined()
  expect(faultOf({ status: 200, body: healthy }, 'iad', bad)).toBe('answered by region ams')
})
