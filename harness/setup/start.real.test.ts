import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { isThere, Leftovers, treeOf } from '../runtime/fixtures/process-tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const launcher = fileURLToPath(new URL('../cli/gameday.mjs', import.meta.url))

const leftovers = new Leftovers()
afterEach(leftovers.end)

/** `gameday toxiproxy`, which serves until it is told to end and then gives 0. */
async function serving() {
  const child = spawn(process.execPath, [launcher, 'toxiproxy', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  leftovers.note(child.pid!)
  await once(child.stdout, 'data')
  const [program] = treeOf(child.pid!)
  leftovers.note(program!.pid)
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  return { pid: child.pid!, program: program!, ended }
}

/** As `serving`, started as people start it: npm, its shell and the launcher stand above the program. */
async function servingBy(command: readonly string[]) {
  const [program = '', ...args] = [...command, 'toxiproxy', '--port', '0']
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  leftovers.note(child.pid!)
  // npm says what it runs before it runs it.
  for await (const line of createInterface(child.stdout)) if (line.includes('"listening"')) break
  const tree = treeOf(child.pid!)
  for (const { pid } of tree) leftovers.note(pid)
  return { pid: child.pid!, tree }
}

describe.skipIf(process.platform !== 'linux')('started by npm', () => {
  const npx = ['npx', '--no-install', 'gameday']
  const npmRun = ['npm', 'run', 'gameday', '--']

  test.each([
    [npx, 'npm itself'],
    [npx, 'its shell'],
    [npx, 'the launcher'],
    [npx, 'the program'],
    [npmRun, 'npm itself'],
  ] as const)('%j: SIGKILL of %s ends all below', async (command, who) => {
    const { pid, tree } = await servingBy(command)
    const victims = {
      'npm itself': pid,
      'its shell': tree.find(({ argv }) => argv.startsWith('sh -c '))?.pid,
      'the launcher': tree.at(-2)?.pid,
      'the program': tree.at(-1)?.pid,
    }
    process.kill(victims[who]!, 'SIGKILL')
    await expect.poll(() => tree.filter(isThere).map(({ argv }) => argv)).toEqual([])
  })
})

describe.skipIf(process.platform !== 'linux')('the process that was started', () => {
  test.each(['SIGKILL', 'SIGHUP', 'SIGQUIT'] as const)('%s ends its program, too', async (signal) => {
    const { pid, program } = await serving()
    process.kill(pid, signal)
    await expect.poll(() => isThere(program)).toBe(false)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s to it alone is passed on', async (signal) => {
    const { pid, program, ended } = await serving()
    process.kill(pid, signal)
    expect(await ended).toBe(0)
    expect(isThere(program)).toBe(false)
  })

  test('a Ctrl-C that comes from the terminal and is passed on is no second one', async () => {
    const { pid, ended } = await serving()
    process.kill(-pid, 'SIGINT')
    expect(await ended).toBe(0)
  })

  test.each([
    ['SIGKILL', 137],
    ['SIGHUP', 129],
    ['SIGABRT', 134],
  ] as const)('%s of the program is the exit code %i', async (signal, code) => {
    const { program, ended } = await serving()
    process.kill(program.pid, signal)
    expect(await ended).toBe(code)
  })
})
