import { expect, test, vi } from 'vitest'
import { help } from './help.ts'
import { createProgram } from './program.ts'

function helpOn(what: string): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  try {
    help(createProgram(), what)
    return [...log.mock.calls, ...out.mock.calls].flat().join('\n')
  } finally {
    log.mockRestore()
    out.mockRestore()
  }
}

test.each([
  ['run', 'Usage: gameday run'],
  ['faults.latency', 'Default 0.'],
  ['pause', 'faults.pause(target: Target)'],
  ['postgres', 'Made before the first start.'],
  ['exit-code', 'service, incarnation'],
  ['OperationMetrics', 'lost(steps?'],
])('on %s', (what, part) => {
  expect(helpOn(what)).toContain(part)
})

test('what it says of a fault has no tables of Markdown', () => {
  expect(helpOn('faults.latency')).not.toMatch(/^\|/m)
})

test('what is misspelt may be meant', () => {
  expect(() => helpOn('latancy')).toThrow(/no help on "latancy": did you mean /)
})
