import { expect, test } from 'vitest'
import { BadCommand, commandOf, commandOfPath, commandsOf } from './command.ts'

const ofPath = (path: string, body = '') => commandOfPath(new URL(path, 'http://front'), Buffer.from(body))

test('a JSON array is a command; numbers and truth values become texts', () => {
  expect(commandOf(['SET', 'k', 'v', 'EX', 100, true])).toEqual(['SET', 'k', 'v', 'EX', '100', 'true'])
})

test('a path is a command; the body comes last but for what the query says', () => {
  expect(ofPath('/set/a%2Fb/c%20d')).toEqual(['set', 'a/b', 'c d'])
  expect(ofPath('/set/k?EX=100&NX=&_token=secret', 'v/1')).toEqual(['set', 'k', 'v/1', 'EX', '100', 'NX'])
})

test.each([
  [{}, 'ERR failed to parse command'],
  [['GET', null], 'ERR failed to parse command: an argument is null'],
  [['GET', {}], 'ERR failed to parse command: an argument is object'],
  [[], "ERR Command is not available: ''"],
  [['subscribe', 'x'], "ERR Command is not available: 'SUBSCRIBE'"],
])('%j is refused', (value, message) => {
  expect(() => commandOf(value)).toThrow(new BadCommand(message))
})

test('a pipeline is an array of arrays, and not empty', () => {
  expect(commandsOf([['GET', 'a'], ['PING']])).toEqual([['GET', 'a'], ['PING']])
  expect(() => commandsOf([])).toThrow(BadCommand)
  expect(() => commandsOf(['GET', 'a'])).toThrow(BadCommand)
})
