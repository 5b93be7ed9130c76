import { describe, expect, test } from 'vitest'
import { encodeReply } from './replies.ts'

const bytes = Buffer.from([0xff, 0x00])

describe('a reply in a JSON answer', () => {
  test('as text: what is no UTF-8 is replaced', () => {
    expect(encodeReply(bytes, 'text')).toBe('\ufffd\0')
    expect(encodeReply([Buffer.from('é'), 3, null, [Buffer.from('OK')]], 'text')).toEqual([
      'é',
      3,
      null,
      ['OK'],
    ])
  })

  test('in base64: every byte survives, numbers and nothing stay as they are', () => {
    expect(encodeReply(bytes, 'base64')).toBe('/wA=')
    expect(encodeReply([Buffer.from('é'), 3, null, ['x']], 'base64')).toEqual(['w6k=', 3, null, ['eA==']])
  })

  test('OK alone is not encoded, within an array it is', () => {
    expect(encodeReply(Buffer.from('OK'), 'base64')).toBe('OK')
    expect(encodeReply('OK', 'base64')).toBe('OK')
    expect(encodeReply(['OK'], 'base64')).toEqual(['T0s='])
  })
})
