import { expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { addressValues, fill, fillAll } from './templates.ts'

const values = { id: 'host-1', ...addressValues('redis', { host: '127.1.2.3', port: 6379 }, 'redis') }

test('names are filled in', () => {
  expect(fill('{id} at {redis.url} = {redis} = {redis.host}:{redis.port}', values, 'x')).toBe(
    'host-1 at redis://127.1.2.3:6379 = 127.1.2.3:6379 = 127.1.2.3:6379',
  )
})

test('braces around anything else stay', () => {
  expect(fill('{"a":{}} {} { id }', values, 'x')).toBe('{"a":{}} {} { id }')
})

test('a name that is not there is refused with the path and what there is', () => {
  expect(() => fillAll({ URL: '{redys.url}' }, values, 'targets.a.relay.env')).toThrow(UsageError)
  expect(() => fillAll({ URL: '{redys.url}' }, values, 'targets.a.relay.env')).toThrow(
    'targets.a.relay.env.URL: {redys.url} is unknown; there are id, redis, redis.host, redis.port, redis.url',
  )
  expect(() => fill('{constructor}', values, 'x')).toThrow('unknown')
})
