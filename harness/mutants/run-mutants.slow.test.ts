import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from './mutants.ts'

const main = join(root, 'harness/mutants/main.ts')
/** `deploy/dead-set` counts the attempts: five, not six. */
const seen = 'deploy/one-attempt-too-many'

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'gameday-test-'))
})
afterEach(() => rmSync(temporary, { recursive: true, force: true }))

const env = () => ({ ...process.env, TMPDIR: temporary })

describe('npm run mutants', () => {
  test('runs the changed service, says which check saw it, and leaves nothing behind', async () => {
    const keep = join(temporary, 'kept')
    const { code, stdout } = await mutants('--only', seen, '--json', '--keep', keep, '--at-least', '100')
    const { scores, mutants: rows } = JSON.parse(stdout)
    expect(rows).toMatchObject([{ name: seen, outcome: 'detected' }])
    expect(rows[0].repetitions[0].text).toMatch(/^deploy\/dead-set: .*attempts of the job/)
    expect(scores.at(-1)).toEqual({ system: 'all', detected: 1, all: 1, percent: 100 })
    expect(code).toBe(0)
    for (const run of ['control', `${seen}/1`]) expect(existsSync(join(keep, run, 'results.json'))).toBe(true)
    expect(copies()).toEqual([])
  })

  test('Ctrl-C ends the scenario that runs and leaves nothing behind', async () => {
    const child = spawn(process.execPath, [main, '--only', seen], { env: env(), stdio: 'ignore' })
    const ended = once(child, 'exit')
    const running = () =>
      copies().some((copy) => existsSync(join(temporary, copy, 'reports/mutant/run.json')))
    while (!running() && child.exitCode === null) await sleep(50)
    child.kill('SIGINT')
    const [code] = await ended
    expect(code).toBe(130)
    expect(copies()).toEqual([])
  })
})

const copies = () => readdirSync(temporary).filter((name) => name.startsWith('gameday-mutant-'))

function mutants(...args: string[]): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env: env() }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, stdout }),
    )
  })
}
