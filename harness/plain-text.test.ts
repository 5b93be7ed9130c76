import { describe, expect, it } from 'vitest'
import { plainText, quotable, quotableData, quotableLine } from './plain-text.ts'

describe('plain text', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m \u001b[38;5;208mx\u001b[m', 'red x'],
    ['8-bit CSI', '\u009b2Jcleared', 'cleared'],
    ['a title, ended by BEL', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a title, ended by ST', 'a\u001b]0;owned\u001b\\b', 'ab'],
    ['a clipboard, not ended', 'a\u001b]52;c;AAAA\nb', 'a\nb'],
    ['a device string', 'a\u001bP+q\u001b\\b', 'ab'],
    ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
    ['reset and cursor', '\u001bc\u001b7\u001b(Bx', 'x'],
    ['NUL, BEL, backspace', 'a\u0000b\u0007c\u0008d', 'abcd'],
    ['a carriage return', '100 %\rdone\r\nx', '100 %\ndone\nx'],
    ['turned text', 'a\u202ecod.exe\u2066b', 'acod.exeb'],
    ['tabs, lines and letters stay', 'a\tb\nÄ – 漢 🎉', 'a\tb\nÄ – 漢 🎉'],
  ])('%s', (_, text, plain) => expect(plainText(text)).toBe(plain))

  it('takes no time for megabytes', () => {
    const before = process.cpuUsage()
    for (const part of ['\u001b]', '\u001b[', '\u001bP0', '\u0000', '\u001b[1;'])
      plainText(part.repeat(300_000))
    // Not by the clock: the machine may be busy.
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})

it('a secret that colours cut in two is hidden all the same', () => {
  expect(quotable('TOKEN_\u001b[1mSECRET\u001b[0m=s3cr3t')).toBe('TOKEN_SECRET=(hidden)')
  expect(quotableLine(' a\n\u001b[2J b ')).toBe('a b')
})

it('data: strings at every depth, all else as it is', () => {
  const data = { a: ['token=x', 1, null, { b: 'pwd=y' }], c: new Map([['k', '\u001b[1m']]), d: undefined }
  expect(quotableData(data)).toEqual({
    a: ['token=(hidden)', 1, null, { b: 'pwd=(hidden)' }],
    c: new Map([['k', '']]),
    d: undefined,
  })
})
