import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gameday, main, userEnvironment } from './testing/command-line.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Through a shell, for what becomes of stdout. */
function shell(script: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...userEnvironment(), GAMEDAY: `${process.execPath} ${main}` }
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', env })
}

test('an output that takes nothing is told, a reader that leaves is not', () => {
  const full = shell('$GAMEDAY list > /dev/full')
  expect(full.status).toBe(2)
  expect(full.stderr).toBe('gameday: stdout cannot be written: no space is left on its disk (ENOSPC)\n')
  const left = shell('set -o pipefail; $GAMEDAY list --json | head -c 1')
  expect(left).toMatchObject({ status: 0, stdout: '[', stderr: '' })
})

test('a folder that cannot hold a run is the trouble of the user, before anything starts', async () => {
  const file = join(folder, 'a-file')
  appendFileSync(file, 'of somebody')
  // The other troubles of a folder: file-trouble.test.ts.
  const { code, stdout, stderr } = await gameday(['run', 'relay/rst', '--no-broken', '--out', file])
  expect([code, stdout]).toEqual([64, ''])
  expect(stderr).toMatch(/^gameday: \S+ cannot be written: .+\n$/)
  expect(readFileSync(file, 'utf8')).toBe('of somebody')
})

test('toxiproxy serves until Ctrl-C', async () => {
  let asked: Promise<unknown> | undefined
  const { code, stdout } = await gameday(['toxiproxy', '--port', '0', '--seed', '3'], {
    onOutput: (output, child) => {
      asked ??= fetch(`http://127.0.0.1:${JSON.parse(output).port}/version`)
        .then((response) => response.json())
        .finally(() => child.kill('SIGINT'))
    },
  })
  expect(await asked).toEqual({ version: expect.stringMatching(/^2\.12\.0/) })
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { msg: 'listening', host: '127.0.0.1', seed: 3 }])
})

test('toxiproxy on a port in use: one line, 2', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const { port } = blocker.address() as { port: number }
  const { code, stderr } = await gameday(['toxiproxy', '--port', String(port)])
  blocker.close()
  expect([code, stderr]).toEqual([2, `gameday: listen tcp 127.0.0.1:${port}: bind: address already in use\n`])
})

describe('bad input gets one clear line, no stack, and 64', () => {
  test.each([
    [['run', 'relay/nothing'], /no scenario matches "relay\/nothing": `gameday list` names all \d+/],
    [['run', '--runtime', 'vm'], /'vm' is invalid.*processes/],
    [['run', '--profile', 'fast'], /'fast' is invalid.*compressed/],
    [['run', '--hosts', '-3'], /'-3' is invalid.*whole number from 1/],
    [['run', '--concurrency', '0'], /'0' is invalid/],
    [['run', '--sooner'], /unknown option '--sooner'/],
    [['report', '/nowhere'], /run\.json cannot be read/],
    [['toxiproxy', '--port', 'x'], /--port must be a whole number from 0 to 65535, got "x"/],
    [['toxiproxy', '--config', '/nowhere'], /--config \/nowhere: ENOENT/],
    [['list', 'extra'], /no scenario matches "extra"/],
    [['list', '--faults', 'latency'], /--faults lists all: leave out latency, or ask `gameday help latency`/],
    [['doctor', 'extra'], /too many arguments/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await gameday(args)
    expect(code).toBe(64)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

test('list --json: id, system, hypothesis and broken variants with the checks that they must fail', async () => {
  const { code, stdout } = await gameday(['list', '--json'])
  expect(code).toBe(0)
  const scenarios = JSON.parse(stdout) as {
    id: string
    system: string
    broken: { name: string; failsOn: string[] }[]
  }[]
  expect(scenarios.map(({ id }) => id)).toContain('relay/rst')
  for (const { system, broken } of scenarios) {
    expect(system).not.toBe('')
    for (const { name, failsOn } of broken) expect([name, failsOn.length]).toEqual([name, expect.any(Number)])
  }
})

test('doctor says what there is and what auto would choose', async () => {
  const { code, stdout } = await gameday(['doctor'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/redis-server/)
  expect(stdout).toMatch(/Runtime: (processes|containers)/)
})

describe('a run', () => {
  const out = () => join(folder, 'run')

  test('writes every output, and its exit code is its verdict', async () => {
    const { code, stdout } = await gameday([
      ...['run', 'deploy/rst-mid-answer', '--runtime', 'processes', '--broken'],
      ...['--seed', '7', '--out', out()],
    ])
    expect(stdout).toContain(`report: ${join(out(), 'index.html')}`)
    expect(code).toBe(0)
    for (const file of ['index.html', 'summary.md', 'junit.xml', 'results.json', 'run.json'])
      expect(existsSync(join(out(), file)), file).toBe(true)
    const { run, scenarios } = JSON.parse(readFileSync(join(out(), 'results.json'), 'utf8'))
    expect(run).toMatchObject({ seed: 7, profile: 'compressed' })
    for (const scenario of scenarios)
      expect(scenario).toMatchObject({
        id: 'deploy/rst-mid-answer',
        runtime: 'processes',
        verdict: 'failed',
        detected: true,
      })
  })

  test('is not written over', async () => {
    const { code, stderr } = await gameday(['run', 'relay/rst', '--out', out()])
    expect(code).toBe(64)
    expect(stderr).toContain('already holds a run')
  })

  test('can be reported again, with the same results', async () => {
    const before = readFileSync(join(out(), 'results.json'), 'utf8')
    const { code } = await gameday(['report', out()])
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(join(out(), 'results.json'), 'utf8')).scenarios).toEqual(
      JSON.parse(before).scenarios,
    )
  })

  test('keeps its comparison when it is reported again, and says when the baseline has gone', async () => {
    const [before, gone] = [join(folder, 'before'), join(folder, 'gone')]
    cpSync(out(), before, { recursive: true })
    const compared = async (...more: string[]) => (await gameday(['report', out(), ...more])).stdout
    expect(await compared('--baseline', before)).toContain('with the baseline:')
    expect(await compared()).toContain('with the baseline:')
    renameSync(before, gone)
    expect(await compared()).toMatch(/^compared before with \S+before, which is not there: .*--baseline$/m)
    expect(await compared('--baseline', gone)).toContain('with the baseline:')
    expect(await compared('--no-baseline')).not.toContain('baseline')
    expect(await compared()).not.toContain('baseline')
  })

  test('with a damaged journal counts it as inconclusive, by its line', async () => {
    const [journal] = globSync(join(out(), 'scenarios', '**', 'journal.ndjson'))
    appendFileSync(journal!, '{"kind":"phase","phase":"party"}\n{"kind":"phase"}\n')
    const { code, stdout } = await gameday(['report', out()])
    expect(code).toBe(2)
    expect(stdout).toMatch(/damaged journal, line \d+/)
  })

  test('that lacks redis-server is skipped with the reason, never passed', async () => {
    // A PATH on which there is nothing but what this process was started with.
    const { stdout, stderr } = await gameday(
      ['run', 'relay/rst', '--runtime', 'processes', '--no-broken', '--out', join(folder, 'without-redis')],
      { env: { PATH: '/nonexistent' } },
    )
    expect(stdout + stderr).toMatch(/skipped/)
    expect(stdout + stderr).toMatch(/redis-server/)
    const { scenarios } = JSON.parse(readFileSync(join(folder, 'without-redis', 'results.json'), 'utf8'))
    expect(scenarios).toMatchObject([{ verdict: 'skipped', reason: expect.stringContaining('redis-server') }])
  })

  test('aborted by Ctrl-C heals, reports what there is, and is unknown', async () => {
    const dir = join(folder, 'aborted')
    let sent = false
    const { code, stderr } = await gameday(
      ['run', 'relay/sigint-drain', '--runtime', 'processes', '--hosts', '4', '--out', dir],
      {
        onOutput: (output, child) => {
          if (sent || !output.includes('inject')) return
          sent = true
          process.kill(-child.pid!, 'SIGINT')
        },
      },
    )
    expect(stderr).toContain('aborting')
    expect(code).toBe(2)
    const { run, scenarios } = JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8'))
    expect(run.aborted).toBe(true)
    expect(scenarios[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('aborted'),
    })
    expect(existsSync(join(dir, 'index.html'))).toBe(true)
  })
})
