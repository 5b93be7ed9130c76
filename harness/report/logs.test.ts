import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aboutHost, nearest, parseLog, readLogs } from './logs.ts'

describe('parseLog', () => {
  it('takes lines of the log format and skips the rest', () => {
    expect(parseLog('12 out hello out there\nnonsense\n13.5 err \n', 'relay-1')).toEqual([
      { at: 12, service: 'relay-1', stream: 'out', text: 'hello out there' },
      { at: 13.5, service: 'relay-1', stream: 'err', text: '' },
    ])
  })
})

describe('nearest', () => {
  const lines = parseLog(
    Array.from({ length: 100 }, (_, i) => `${i * 10} out line ${i}`).join('\n'),
    'relay-1',
  )

  it('keeps the lines nearest to any of the moments, in order of time', () => {
    const kept = nearest(lines, { around: [200, 700], withinNs: 1_000, max: 4 })
    expect(kept.map(({ at }) => at)).toEqual([190, 200, 210, 700])
  })

  it('keeps none that are too far away, and none without a moment', () => {
    expect(nearest(lines, { around: [5_000], withinNs: 100, max: 40 })).toEqual([])
    expect(nearest(lines, { around: [], withinNs: 100, max: 40 })).toEqual([])
  })
})

describe('aboutHost', () => {
  const lines = parseLog(
    '1 out host-12 dials\n2 out (host-1) dials\n3 out nobody\n4 out end of host-1',
    'hosts',
  )

  it('keeps the lines that name the host, not those of one whose name begins alike', () => {
    expect(aboutHost(lines, 'host-1').map(({ at }) => at)).toEqual([2, 4])
  })

  it('keeps all lines where none names it', () => {
    expect(aboutHost(lines, 'host-3')).toEqual(lines)
    expect(aboutHost(lines, undefined)).toEqual(lines)
  })
})

it('of a log that is too large to be read whole, a last line says how much is left', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gameday-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'relay-1.log'), `5 out ${'x'.repeat(994)}\n`.repeat(9_000))
  writeFileSync(join(dir, 'small.log'), '6 err y\n')
  const lines = readLogs(dir)
  expect(lines.filter(({ service }) => service === 'small')).toMatchObject([{ text: 'y' }])
  const large = lines.filter(({ service }) => service === 'relay-1')
  expect(large.at(-1)).toMatchObject({
    at: 5,
    text: expect.stringMatching(/the rest of this log, 0\.6 MiB, is only in relay-1\.log/),
  })
  expect(new Set(large.slice(0, -1).map(({ text }) => text))).toEqual(new Set(['x'.repeat(994)]))
})
