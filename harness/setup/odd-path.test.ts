import { expect, test } from 'vitest'
import { oddPath } from './odd-path.mjs'

test.each(['/w/feature%2Flogin', '/w/a%20b', '/w/50%', '/w/a#1', '/w/a?b'])(
  '%j is refused in words',
  (path) => {
    expect(oddPath(path)).toMatch(
      /^the path of the checkout must not hold [%#?], .*: \/w\/.*; move or rename it$/,
    )
  },
)

test.each(['/w/plain', '/w/a b', '/w/ü日本', '/w/a&b+[c]{d}', `/w/it's"$x`])('%j is taken', (path) => {
  expect(oddPath(path)).toBeUndefined()
})
