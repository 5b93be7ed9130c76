import { describe, expect, it } from 'vitest'
import { safeColour } from '../html/colour.ts'
import { html, raw } from '../html/html.ts'
import { timeAxis } from './axis.ts'
import { compact, compactPath } from './compact.ts'
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

describe('compact', () => {
  it('draws the same lines with fewer points', () => {
    expect(compactPath('M0 10L5 10L10 10L10 20L10 30L12 34')).toBe('M0 10H10V30L12 34')
    expect(compactPath('M0 0L1 0L1 1Z')).toBe('M0 0H1V1Z')
    expect(compactPath('M1 2l30 0l0 5l-30 0Z')).toBe('M1 2h30v5h-30Z')
    expect(compactPath('M1 0A1 1 0 1 1 1 -0.1')).toBe('M1 0A1 1 0 1 1 1 -0.1')
  })

  it('says the look of labels in one column once', () => {
    const label = (x: number, y: number, text: string) =>
      `<text text-anchor="end" transform="translate(${x} ${y})">${text}</text>`
    expect(compact(label(9, 1, 'a') + label(9, 2, 'b') + label(5, 7, 'c'))).toBe(
      `<g text-anchor="end" transform="translate(9 0)"><text y="1">a</text><text y="2">b</text></g>${label(5, 7, 'c')}`,
    )
  })

  it('merges neighbours of one look only', () => {
    const look = ' fill="red"'
    expect(
      compact(
        `<path d="M0 0L4 0"${look}></path><path d="M9 9L9 1"${look}></path><path d="M1 1L2 2" fill="blue"></path>`,
      ),
    ).toBe('<path d="M0 0H4M9 9V1" fill="red"/><path d="M1 1L2 2" fill="blue"/>')
  })
})

describe('timeAxis', () => {
  it('has its ticks at round values, whatever its limits', () => {
    expect(timeAxis(-1_502, 6_001, 1_000).axisLabel.customValues).toEqual([
      -1_000, 0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000,
    ])
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
