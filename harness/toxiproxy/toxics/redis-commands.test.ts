import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RedisCommands } from './redis-commands.ts'

function readerOf({ fresh = true } = {}) {
  const seen = { passed: '', names: [] as string[] }
  const reader = new RedisCommands(fresh, {
    pass: (chunk) => {
      seen.passed += chunk.toString('latin1')
    },
    decide: (name) => {
      seen.names.push(name)
      return name === 'set' ? Buffer.from('<instead>') : 'pass'
    },
  })
  return { reader, seen, send: (text: string) => reader.data(Buffer.from(text, 'latin1')) }
}

const command = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`

const word = fc.string({ maxLength: 30 }).map((text) => Buffer.from(text).toString('latin1'))
const commands = fc.array(
  fc
    .tuple(fc.constantFrom('SET', 'get', 'MGET'), fc.array(word, { maxLength: 4 }))
    .map(([name, rest]) => [name, ...rest]),
  { maxLength: 8 },
)

describe('commands', () => {
  test('are replaced whole and in their place, the others pass byte for byte, however they are cut', () => {
    fc.assert(
      fc.property(commands, fc.array(fc.nat(), { maxLength: 15 }), (all, cuts) => {
        const text = all.map((words) => command(...words)).join('')
        const { reader, seen, send } = readerOf()
        const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
        for (const [index, from] of [0, ...at].entries()) send(text.slice(from, at[index] ?? text.length))
        const wanted = all.map((words) => (words[0] === 'SET' ? '<instead>' : command(...words)))
        expect(seen.passed).toBe(wanted.join(''))
        expect(reader.held).toBe(0)
        expect(reader.changing).toBe(false)
      }),
    )
  })

  test('a value that looks like a command is none', () => {
    const { seen, send } = readerOf()
    const whole = command('GETSET', 'k', command('SET', 'a', 'b'))
    send(whole)
    expect(seen.passed).toBe(whole)
  })

  test('what people type passes, and so does what is no Redis', () => {
    for (const text of [
      'PING\r\nSET a b\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      '*x\r\n',
      `*3\r\n${'9'.repeat(100)}`,
      '\u0000\u0001',
    ]) {
      const { reader, seen, send } = readerOf()
      send(text)
      expect(seen.passed + reader.release().toString('latin1')).toBe(text)
      expect(seen.names).toEqual([])
    }
  })

  test('on a connection taken hold of in the middle, all passes up to a chunk that begins a command', () => {
    const { seen, send } = readerOf({ fresh: false })
    send('rest of a value\r\n')
    send(command('SET', 'a', 'b'))
    expect(seen.passed).toBe('rest of a value\r\n<instead>')
  })

  test('half a replaced command is known', () => {
    const { reader, send } = readerOf()
    const text = command('SET', 'a', 'b')
    send(text.slice(0, -3))
    expect(reader.changing).toBe(true)
    send(text.slice(-3))
    expect(reader.changing).toBe(false)
  })
})
