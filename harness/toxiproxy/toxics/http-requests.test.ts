import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HttpRequests, type RequestHead } from './http-requests.ts'

/** What passes, and which requests were seen, when `swallowed` says which go nowhere. */
function readerOf({ fresh = true, swallowed = (_: RequestHead): boolean => false } = {}) {
  const seen = { passed: '', heads: [] as RequestHead[] }
  const reader = new HttpRequests(fresh, {
    pass: (chunk) => {
      seen.passed += chunk.toString('latin1')
    },
    decide: (head) => {
      seen.heads.push(head)
      return swallowed(head) ? 'swallow' : 'pass'
    },
  })
  return { reader, seen, send: (text: string) => reader.data(Buffer.from(text, 'latin1')) }
}

const request = (target: string, more = '', body = '', method = 'POST') =>
  `${method} ${target} HTTP/1.1\r\nhost: a\r\n${more}\r\n${body}`
const counted = (target: string, body: string) => request(target, `content-length: ${body.length}\r\n`, body)
const chunked = (target: string, ...chunks: string[]) =>
  request(
    target,
    'Transfer-Encoding: gzip, chunked\r\n',
    `${chunks.map((one) => `${one.length.toString(16)};x=1\r\n${one}\r\n`).join('')}0\r\ntrailer: 1\r\n\r\n`,
  )

const targets = fc.constantFrom('/keep', '/drop')
const contents = fc.string({ maxLength: 40 }).map((text) => Buffer.from(text).toString('latin1'))
const requests = fc.array(
  fc.oneof(
    fc.tuple(targets, contents).map(([target, body]) => counted(target, body)),
    fc
      .tuple(
        targets,
        fc.array(
          contents.filter((one) => one !== ''),
          { maxLength: 3 },
        ),
      )
      .map(([target, chunks]) => chunked(target, ...chunks)),
    targets.map((target) => request(target, '', '', 'GET')),
  ),
  { maxLength: 6 },
)

/** The text in pieces, cut where the numbers say. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length))
}

describe('requests', () => {
  test('are swallowed whole, and the others pass byte for byte, however they are cut', () => {
    fc.assert(
      fc.property(requests, fc.array(fc.nat(), { maxLength: 12 }), (all, cuts) => {
        const { reader, seen, send } = readerOf({ swallowed: ({ target }) => target === '/drop' })
        for (const piece of pieces(all.join(''), cuts)) send(piece)
        expect(seen.passed).toBe(all.filter((one) => one.includes(' /keep ')).join(''))
        expect(seen.heads.map(({ before }) => before)).toEqual(all.map((_, index) => index))
        expect(reader.held).toBe(0)
        expect(reader.changing).toBe(false)
      }),
    )
  })

  test('a body that looks like a request is none', () => {
    const { seen, send } = readerOf({ swallowed: ({ target }) => target === '/inner' })
    const whole = counted('/outer', request('/inner', '', '', 'GET'))
    send(whole)
    expect(seen.passed).toBe(whole)
    expect(seen.heads).toHaveLength(1)
  })

  test('what is no HTTP passes untouched', () => {
    for (const text of [
      '\u0016\u0003\u0001 TLS',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'GET nonsense\r\n\r\n',
      'x'.repeat(200_000),
    ]) {
      const { seen, send } = readerOf({ swallowed: () => true })
      send(text)
      expect(seen.passed).toBe(text)
    }
  })

  test('frames after an upgrade pass; where it was refused, the next request is seen', () => {
    const { seen, send } = readerOf({ swallowed: ({ target }) => target === '/drop' })
    send(`${request('/ws', 'Upgrade: websocket\r\n', '', 'GET')}\u0081\u0085frame`)
    send('\u0081\u0085GETs')
    send(request('/drop', '', '', 'GET'))
    expect(seen.heads.map(({ target }) => target)).toEqual(['/ws', '/drop'])
    expect(seen.passed).toContain('frame\u0081\u0085GETs')
    expect(seen.passed).not.toContain('/drop')
  })

  test('on a connection taken hold of in the middle, all passes up to a chunk that begins a request', () => {
    const { seen, send } = readerOf({ fresh: false, swallowed: () => true })
    send('the rest of a body')
    send(counted('/drop', 'xx'))
    expect(seen.passed).toBe('the rest of a body')
    expect(seen.heads).toHaveLength(1)
  })

  test('half a head is kept, and given back; half a swallowed body is known', () => {
    const half = readerOf()
    half.send('GET /x HT')
    expect(half.reader.held).toBe(9)
    expect(half.reader.release().toString()).toBe('GET /x HT')
    const body = readerOf({ swallowed: () => true })
    body.send(counted('/x', 'abc').slice(0, -1))
    expect(body.reader.changing).toBe(true)
    body.send('c')
    expect(body.reader.changing).toBe(false)
  })
})
