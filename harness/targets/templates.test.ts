import { expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { addressValues, fill, fillAll, fillPath } from './templates.ts'

const values = { id: 'host-1', ...addressValues('redis', { host: '127.1.2.3', port: 6379 }, 'redis') }

test('names are filled in', () => {
  expect(fill('{id} at {redis.url} = {redis} = {redis.host}:{redis.port}', values, 'x')).toBe(
    'host-1 at redis://127.1.2.3:6379 = 127.1.2.3:6379 = 127.1.2.3:6379',
  )
})

test('braces around anything else stay', () => {
  expect(fill('{"a":{}} {} { id }', values, 'x')).toBe('{"a":{}} {} { id }')
})

test('a value in a path stays one part of it', () => {
  const paths = { id: 'acme:m@1/2?#% ä', ms: '50' }
  expect(fillPath('/d/{id}/slow?ms={ms}&of={id}?', paths, 'x')).toBe(
    '/d/acme:m@1%2F2%3F%23%25%20%C3%A4/slow?ms=50&of=acme%3Am%401%2F2%3F%23%25%20%C3%A4?',
  )
  expect(() => fillPath('/{x}?{id}', paths, 'probe.path')).toThrow('probe.path: {x} is unknown')
})

test('a name that is not there is refused with the path and what there is', () => {
  expect(() => fillAll({ URL: '{redys.url}' }, values, 'targets.a.relay.env')).toThrow(UsageError)
  expect(() => fillAll({ URL: '{redys.url}' }, values, 'targets.a.relay.env')).toThrow(
    'targets.a.relay.env.URL: {redys.url} is unknown; there are id, redis, redis.host, redis.port, redis.url',
  )
  expect(() => fill('{constructor}', values, 'x')).toThrow('unknown')
})
