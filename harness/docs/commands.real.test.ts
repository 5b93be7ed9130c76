import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gamedayArguments } from './testing/commands.ts'
import { notRun } from './testing/not-run.ts'
import { blocks, named, readPage, root, withThePackage } from './testing/pages.ts'

/** A folder in which the pages' commands find what they name: runs to look at, the programs of a checkout. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gameday-docs-')))
const sample = join(root, 'reports/sample')

beforeAll(() => {
  for (const run of ['reports/latest', 'baseline', 'tonight', 'nights/first', 'nights/second'])
    cpSync(sample, join(folder, run), { recursive: true })
  symlinkSync(join(root, 'harness'), join(folder, 'harness'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/gameday'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Exit codes other than 0 that a command may have here. */
const also: Readonly<Record<string, readonly number[]>> = {
  // A run compared with itself: too few repetitions to tell.
  'compare baseline tonight': [2],
  // The same run in each night: nothing can be compared.
  'history nights': [2],
}

const run = blocks.filter((line) => !(line in notRun) && !withThePackage.has(named(line)))

test('some are run here', () => expect(run.length).toBeGreaterThan(5))

test.each(run)('%s', async (line) => {
  // The page shows the configuration after the folder is made and before it is used.
  if (line.includes('--config my-target'))
    writeFileSync(join(folder, 'my-target/gameday.config.ts'), targets())
  const { code, output } = await execute(line)
  expect([line, code, [0, ...(also[named(line)] ?? [])].includes(code) ? '' : output]).toEqual([
    line,
    code,
    '',
  ])
})

/** The first block of TypeScript in the page on targets. */
function targets(): string {
  return /^```ts\n(.*?)\n```$/ms.exec(readPage('docs/bring-your-own.md'))![1]!
}

/** gameday is started as `npm run gameday` starts it, but in the folder; other scripts of npm run in the checkout. */
async function execute(line: string): Promise<{ code: number; output: string }> {
  const argv = gamedayArguments(line)
  const [program, args, cwd] = argv
    ? [process.execPath, [join(root, 'harness/cli/main.ts'), ...argv], folder]
    : ['sh', ['-c', line], line.startsWith('npm ') ? root : folder]
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd, maxBuffer: 64 * 2 ** 20 })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}
