import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { drainJournals, keyOf, plainRun, runFolder } from '../report/fixtures/run.ts'
import { forgetRun, recordRun } from '../runtime/runs.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'gameday-words-'))
afterAll(() => rmSync(folder, { recursive: true }))

function gameday(...args: string[]) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE }
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env, timeout: 80_000 })
}

test.each([
  ['no scenario of this name', ['run', 'relay/rts'], 'did you mean relay/rst?'],
  ['no command of this name', ['runn'], 'did you mean run?'],
  ['both kinds of variants', ['run', '--broken', '--no-broken'], 'contradict each other'],
  ['both as they were called once', ['run', '--known-bad', '--no-known-bad'], 'contradict each other'],
  ['the same in the other order', ['relay/rst', '--no-broken', '--broken'], 'contradict each other'],
  ['a configuration that nothing is taken of', ['run', '--config', 'x.ts'], 'x.ts is not there'],
  ['a folder without runs', ['history', '.'], 'is no folder of runs'],
  ['a history and no page of it', ['history', '.', '--json', '--out', 'x'], 'cannot be used with'],
  ['a page and no page', ['trend', '.', '--json', '--out', 'x.html'], 'cannot be used with'],
  ['checks of the catalogue and of a target', ['list', '--checks', '--target', 'x'], 'cannot be used with'],
])('%s is a mistake at the keyboard', { timeout: 90_000 }, (_, args, words) => {
  const { status, stderr } = gameday(...args)
  expect(stderr).toContain(words)
  expect(stderr.length).toBeLessThan(400)
  expect(status).toBe(64)
})

test('files of others are not written over', { timeout: 90_000 }, () => {
  const site = join(folder, 'site')
  mkdirSync(site)
  writeFileSync(join(site, 'index.html'), 'mine')
  const { status, stderr } = gameday('run', 'deploy/dead-set', '--runtime', 'processes', '--out', site)
  expect(stderr).toContain('holds other files, as index.html')
  expect([status, readFileSync(join(site, 'index.html'), 'utf8')]).toEqual([64, 'mine'])
})

test('a page of nights is written over its own kind only', { timeout: 60_000 }, () => {
  const nights = mkdtempSync(join(folder, 'nights-'))
  const night = runFolder(drainJournals().slice(0, 1))
  onTestFinished(() => rmSync(night, { recursive: true }))
  gameday('report', night)
  cpSync(night, join(nights, 'n1'), { recursive: true })
  const page = join(nights, 'of', 'june.html')
  // New, with a folder that is not there yet; then its own.
  for (const _ of [1, 2])
    expect(gameday('trend', nights, '--out', page)).toMatchObject({ status: 0, stderr: '' })
  const strangers = { 'package.json': '{"name":"x"}', 'index.html': '<!doctype html><title>mine</title>' }
  for (const [name, text] of Object.entries(strangers)) {
    const path = join(nights, 'of', name)
    writeFileSync(path, text)
    const { status, stderr } = gameday('trend', nights, '--out', path)
    expect(stderr).toBe(
      `gameday: ${path} is no page of gameday and is not written over: choose another file\n`,
    )
    expect([status, readFileSync(path, 'utf8')]).toEqual([64, text])
  }
  writeFileSync(join(nights, 'trend.html'), 'of somebody')
  expect(gameday('trend', nights)).toMatchObject({ status: 64 })
  const { status, stderr } = gameday('trend', nights, '--out', join(nights, 'of'))
  expect(stderr).toMatch(/cannot be written: a folder is in its place \(EISDIR\)/)
  expect(status).toBe(64)
})

test('a byte order mark is passed over', () => {
  const config = join(folder, 'bom.json')
  writeFileSync(config, '\uFEFF[{"name":"a"}]')
  const { status, stderr } = gameday('toxiproxy', '--port', '0', '--config', config)
  // It is read, and its mistake is the only one that is told.
  expect(stderr).toContain('upstream')
  expect(status).toBe(64)
})

test('a reader that leaves early ends nothing and leaves no stack', { timeout: 90_000 }, () => {
  const script = `timeout 4 "$0" "$1" toxiproxy --port 0 | true; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, main], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['124\n', ''])
})

test('a report of a run under way says that it is', { timeout: 90_000 }, async () => {
  const [fixed] = drainJournals()
  const planned = [keyOf(fixed!), { ...keyOf(fixed!), repetition: 2 }]
  // The run that the journals say they are of.
  const { id } = plainRun
  const dir = runFolder([fixed!], { planned, finishedAt: undefined })
  try {
    await recordRun(id)
    // The journal is written behind; a process that is waited for leaves it no time.
    await sleep(200)
    const going = gameday('report', dir)
    expect(going.stdout).toContain('this run is still going')
    expect(JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8')).scenarios).toMatchObject([
      { verdict: 'passed' },
      { verdict: 'inconclusive', reason: 'not yet: the run is still going' },
    ])
    await forgetRun(id)
    const { stdout } = gameday('report', dir)
    expect(stdout).not.toContain('still going')
    expect(stdout).toContain('did not run')
  } finally {
    await forgetRun(id)
    rmSync(dir, { recursive: true })
  }
})
