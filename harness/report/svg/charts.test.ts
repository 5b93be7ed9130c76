import { describe, expect, it } from 'vitest'
import { safeColour } from '../html/colour.ts'
import { html, raw } from '../html/html.ts'
import { countAxis, timeAxis } from './axis.ts'
import { stepLine, strokeOf, surfaceAbove, surfaceBetween } from './steps.ts'
import { figureSvg, inOneSize, wideFigureSvg } from './svg.ts'
import { thinSorted, thinSteps } from './thin.ts'

describe('thinSteps', () => {
  it('leaves short series alone', () => {
    expect(thinSteps([[0, 1]], 10)).toEqual([[0, 1]])
    expect(thinSteps([], 10)).toEqual([])
  })

  it('keeps a dip of a single point', () => {
    const steps = Array.from({ length: 5_000 }, (_, i): [number, number] => [
      i,
      i === 2_345 ? 0 : 20 + (i % 2),
    ])
    const thin = thinSteps(steps, 100)
    expect(thin.length).toBeLessThanOrEqual(110)
    expect(thin).toContainEqual([2_345, 0])
    expect(thin.at(-1)).toEqual(steps.at(-1))
  })
})

describe('thinSorted', () => {
  it('keeps the ends', () => {
    const values = Array.from({ length: 1_000 }, (_, i) => i)
    const thin = thinSorted(values, 50)
    expect(thin).toHaveLength(50)
    expect([thin[0], thin.at(-1)]).toEqual([0, 999])
  })
})

describe('steps', () => {
  const place = { x: (ms: number) => ms / 10, y: (value: number) => 100 - 10 * value }
  const lineOf = (...steps: [number, number][]) => stepLine(steps, { ...place, end: 100 })

  it('hold up to the next, the last one up to the end, and say nothing twice', () => {
    expect(strokeOf(lineOf([0, 2], [100, 2], [300, 2], [500, 4], [501, 0]))).toBe('M0 80H50V60H50.1V100H100')
    expect(strokeOf(lineOf([200, 1]))).toBe('M20 90H100')
    expect(strokeOf([])).toBe('')
  })

  it('have a surface only where they are above the base', () => {
    const line = lineOf([0, 0], [100, 2], [200, 3], [300, 0], [500, 1])
    expect(surfaceAbove(line, 100)).toBe('M10 80H20V70H30V100H10ZM50 90H100V100H50Z')
    expect(surfaceAbove(lineOf([0, 0], [100, 0]), 100)).toBe('')
  })

  it('lie upon one another', () => {
    const lower = lineOf([0, 1], [100, 2], [200, 1])
    const upper = lineOf([0, 1], [100, 3], [200, 3])
    expect(surfaceBetween(upper, lower)).toBe('M10 70H100V90H20V80H10Z')
  })
})

describe('timeAxis', () => {
  it('has its labels at round values, whatever its limits', () => {
    const { at, ticks } = timeAxis({ from: -1_502, to: 6_001 }, { left: 40, right: 988, width: 1_000 })
    expect(ticks.map(({ words }) => words)).toEqual(['-1 s', '0 s', '1 s', '2 s', '3 s', '4 s', '5 s', '6 s'])
    expect([at(-1_502), at(6_001)]).toEqual([40, 988])
    expect(ticks[1]!.at).toBe(at(0))
  })
})

describe('countAxis', () => {
  const wordsOf = (most: number, labels: number) =>
    countAxis(most, { top: 0, bottom: 100 }, labels).ticks.map(({ words }) => words)

  it('counts in whole numbers, from none to at least the most', () => {
    expect(wordsOf(20, 3)).toEqual(['0', '5', '10', '15', '20'])
    expect(wordsOf(2, 4)).toEqual(['0', '1', '2'])
    expect(wordsOf(0, 3)).toEqual(['0', '1'])
    expect(wordsOf(7, 1)).toEqual(['0', '10'])
  })
})

describe('safeColour', () => {
  it.each(['#c0392b', 'tomato', 'rgb(1, 2, 3)', 'hsl(120deg 50% 40% / 0.5)'])('lets %s pass', (colour) => {
    expect(safeColour(colour)).toBe(colour)
  })

  it.each(['red"/><script>', 'url(#x)', 'red;background:blue', 'expression(1)', ''])(
    'replaces %s',
    (colour) => {
      expect(safeColour(colour)).toBe('#888888')
    },
  )
})

describe('html', () => {
  it('escapes everything but markup', () => {
    const name = `<b a="1" b='2'>&`
    expect(
      html`<i title="${name}">${[name, raw('<hr>'), html`<u>${1}</u>`]}${false}${null}${undefined}</i>`.text,
    ).toBe(
      '<i title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;<hr><u>1</u></i>',
    )
  })

  it('shows control characters and lone surrogates as replacement characters', () => {
    expect(html`${'a\u0000\u001b[31m\ud800\tb\n'}`.text).toBe('a\ufffd\ufffd[31m\ufffd\tb\n')
  })
})

it('a section in one size has every drawing once', () => {
  const drawing = {
    title: 't',
    description: 'd',
    at: () => ({ height: 9, across: [0, 1] as const, marks: '' }),
  }
  const both = `<h4>a</h4>${figureSvg(drawing, 'a').text}<h4>b</h4>${wideFigureSvg(drawing, 'b').text}`
  const one = inOneSize(both)
  expect(both.match(/<svg class="chart narrow"/g)).toHaveLength(1)
  expect(one).not.toContain('narrow')
  expect(one.match(/<svg class="chart wide only"/g)).toHaveLength(2)
})
