import { expect, test } from 'vitest'
import { trustOptions } from './tls-client.ts'

test('a file that cannot be read is told in one line', () => {
  expect(() => trustOptions({ API_CA: '/nowhere.pem' }, 'API_CA', 'verified')).toThrow(
    /^API_CA: \/nowhere\.pem cannot be read \(ENOENT\): give it the path of a PEM file$/,
  )
})

test('without a file the authorities of the machine are trusted, and what is verified is left alone', () => {
  expect(trustOptions({}, 'API_CA', 'verified')).toEqual({})
  expect(trustOptions({}, 'API_CA', 'any')).toEqual({ rejectUnauthorized: false })
  expect(Object.keys(trustOptions({}, 'API_CA', 'any-host'))).toEqual(['checkServerIdentity'])
})
