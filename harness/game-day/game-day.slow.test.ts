import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { main, userEnvironment } from '../cli/testing/command-line.ts'
import { leftOf, partsOf } from '../cli/testing/started-run.ts'
import { eventsOf } from '../journal/events.ts'
import { isReaper, isThere, treeOf } from '../runtime/fixtures/process-tree.ts'
import { stallProject } from './fixtures/stall-project.ts'
import { eventsIn, reportIn, upProject } from './fixtures/up.ts'
import type { Reply, ServerMessage, Snapshot } from './protocol.ts'

const project = upProject(stallProject())
afterAll(() => rmSync(project.root, { recursive: true, force: true }))

const minutes = 60_000
const launcher = fileURLToPath(new URL('../cli/gameday.mjs', import.meta.url))

describe('a game-day by commands', () => {
  test('is not there before it is up', async () => {
    const { code, stderr } = await project.run('inject', 'kill', 'server')
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: 'gameday: no game-day is up in this project: `gameday up` starts one\n',
    })
  })

  test('is started, broken, healed, written down and saved', { timeout: 5 * minutes }, async () => {
    const { run, up, until, root } = project
    const saved = join(root, 'found.scenario.mjs')
    const game = await up(
      'stall',
      '--plan',
      'plan.mjs',
      '--guard',
      'failed=100',
      '--save-as',
      saved,
      '--hypothesis',
      'it holds',
    )

    expect(statSync(join(game.out, 'control.sock')).mode & 0o777).toBe(0o600)

    // What cannot be gets one line with a way out, and changes nothing.
    const refused = [
      [['up', 'stall'], /a game-day of stall is up already/],
      [['inject', 'latncy', 'clients-server'], /fault "latncy" is unknown: did you mean "latency"\?/],
      [
        ['inject', 'latency', 'server', '--delay', '1s'],
        /server is a service, and latency is aimed at a link: there are clients-server/,
      ],
      [
        ['inject', 'latency', 'clients-server'],
        /latency needs delay, added to every piece: as in --delay 200ms/,
      ],
      [
        ['inject', 'latency', 'clients-server', '--dely', '1s'],
        /parameter "dely" is unknown: did you mean "delay"\?/,
      ],
      [['inject', 'latency', 'clients-server', '--delay', '1 hour'], /duration "1 hour"/],
      [['inject', 'kill', 'servr'], /service "servr" is unknown: did you mean "server"\?/],
      [['heal', 'kill-99'], /kill-99/],
    ] as const
    for (const [args, words] of refused) {
      const { code, stderr } = await run(...args)
      expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(words) })
    }
    expect((await run('inject', '--help')).stdout).toMatch(/latency +on a link/)
    expect((await run('inject', 'kill', '--help')).stdout).toMatch(/Where: server, clients/)

    const killed = await run('inject', 'kill', 'server', '--by', 'ada', '--expect', 'clients come back')
    expect(killed.stdout).toMatch(/^kill-\d+: kill on server$/m)
    await until(({ services }) =>
      services.some(({ name, state }) => name === 'server' && state === 'stopped'),
    )
    await run('mark', 'server is dead', '--by', 'bob')
    await run('heal')
    await run('note', 'all are back', '--by', 'bob')
    await until(
      ({ faults, services }) => faults.length === 0 && services.every(({ state }) => state === 'running'),
    )

    const end = await run('end', '--json')
    const ended = await game.ended
    expect({ end: end.code, up: ended.code, said: ended.stdout }).toEqual({
      end: 0,
      up: 0,
      said: expect.stringMatching(/^PASS: stall/m),
    })
    expect(JSON.parse(end.stdout)).toEqual({ report: join(game.out, 'index.html'), exitCode: 0 })

    const events = eventsIn(game.out)
    const deeds = eventsOf(events, 'game-day').map(({ did, by }) => `${by || '-'} ${did}`)
    expect(deeds).toEqual(expect.arrayContaining(['the plan inject', '- heal', 'ada inject', 'bob note']))
    const page = reportIn(game.out)
    expect(page).toContain('Log of the game-day')
    expect(page).toContain('clients come back')
    expect(page).toMatch(/noticed and named after [\d.]+ m?s, bob: server is dead/)
    expect(page).toContain('hidden from observers')

    expect(readFileSync(saved, 'utf8')).toContain("await faults.kill(named.service('server'))")
    const again = await run('run', 'gameday-*/found', '--runtime', 'processes', '--retry-inconclusive', '2')
    expect({ code: again.code, said: again.stdout + again.stderr }).toEqual({
      code: 0,
      said: expect.stringMatching(/PASS/),
    })
  })
})

/** A viewer that keeps all that it is told. */
async function viewer(address: string) {
  const page = await fetch(address)
  const cookie = page.headers.get('set-cookie')!.split(';')[0]!
  const socket = new WebSocket(`${new URL(address).origin.replace('http', 'ws')}/live`, {
    headers: { cookie },
  })
  const told: ServerMessage[] = []
  socket.on('message', (data) => told.push(JSON.parse(String(data))))
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  let last = 0
  const ask = async (command: object): Promise<Reply> => {
    const id = ++last
    socket.send(JSON.stringify({ type: 'command', id, command }))
    return wait((one): one is Reply => one.type === 'reply' && one.id === id)
  }
  const wait = async <T extends ServerMessage>(is: (one: ServerMessage) => one is T): Promise<T> => {
    for (;;) {
      const found = told.find(is)
      if (found) return found
      await sleep(20)
    }
  }
  const snapshot = () => wait((one): one is Snapshot => one.type === 'snapshot')
  return { socket, told, ask, snapshot, closed }
}

describe('the page of a game-day', () => {
  test('is for those with its token, and for each as much as is theirs', {
    timeout: 5 * minutes,
  }, async () => {
    const game = await project.up('stall', '--plan', 'plan.mjs')
    const { addresses } = await project.status()
    const { origin } = new URL(addresses!.facilitator)
    const statusOf = async (url: string, headers: Record<string, string> = {}) =>
      (await fetch(url, { headers })).status
    expect(await statusOf(origin)).toBe(403)
    expect(await statusOf(`${origin}/?token=wrong`)).toBe(403)
    expect(await statusOf(addresses!.facilitator, { origin: 'https://example.org' })).toBe(403)
    expect(await statusOf(addresses!.facilitator)).toBe(200)
    const stranger = new WebSocket(`${origin.replace('http', 'ws')}/live`)
    expect(await new Promise((resolve) => stranger.on('error', (error) => resolve(error.message)))).toContain(
      '403',
    )

    const facilitator = await viewer(addresses!.facilitator)
    const observer = await viewer(addresses!.observer)
    expect((await observer.snapshot()).catalogue).toEqual([])
    expect((await facilitator.snapshot()).catalogue.map(({ name }) => name)).toContain('latency')
    expect(await observer.ask({ do: 'heal', by: 'eve' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('observers'),
    })
    expect(await observer.ask({ do: 'mark', by: 'eve', text: 'slow?' })).toMatchObject({ ok: true })
    expect(
      await facilitator.ask({ do: 'inject', by: 'ada', fault: 'latency', target: 'nowhere', parameters: {} }),
    ).toMatchObject({ ok: false })
    facilitator.socket.send('rubbish')
    const answer = await facilitator.ask({ do: 'note', by: 'ada', text: '<script>alert(1)</script>' })
    expect(answer).toMatchObject({ ok: true })

    // The plan's hidden fault is shown to facilitators alone, until the end.
    const faultsTo = (told: readonly ServerMessage[]) =>
      told.flatMap((one) => ('faults' in one ? (one.faults ?? []) : []))
    await project.until(({ faults }) => faults.length === 0)
    for (let waits = 0; faultsTo(facilitator.told).length === 0 && waits < 500; waits++) await sleep(20)
    expect(faultsTo(facilitator.told)[0]).toMatchObject({ fault: 'latency', hidden: true, by: 'the plan' })
    expect(faultsTo(observer.told)).toEqual([])

    // A flood ends the one who sends it.
    const flood = await viewer(addresses!.observer)
    for (let count = 0; count < 200; count++)
      flood.socket.send(JSON.stringify({ type: 'command', id: count, command: { do: 'status', by: '' } }))
    expect(await flood.closed).toBe(1008)

    facilitator.socket.close()
    await project.run('end')
    const last = observer.told.filter((one): one is Snapshot => one.type === 'snapshot').at(-1)!
    expect(last).toMatchObject({
      stage: 'ended',
      report: '/report',
      faults: [expect.objectContaining({ hidden: true })],
    })
    observer.socket.close()
    await game.ended
    expect(reportIn(game.out)).toContain('alert(1)')
    expect(readFileSync(join(game.out, 'index.html'), 'utf8')).not.toContain('<script>alert(1)')
  })
})

describe('run --watch', () => {
  test('shows what runs, lets nobody inject, and has the report at the end', {
    timeout: 5 * minutes,
  }, async () => {
    const address = Promise.withResolvers<string>()
    const args = ['run', 'stall', '--runtime', 'processes', '--no-broken', '--watch']
    const child = spawn(process.execPath, [main, ...args], { cwd: project.root, env: userEnvironment() })
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
      const found = /live page: (\S+)/.exec(output)?.[1]
      if (found) address.resolve(found)
    })
    const ended = new Promise((resolve) => child.on('close', resolve))
    const { told, ask, snapshot, socket } = await viewer(await address.promise)
    expect((await snapshot()).about).toMatchObject({ name: 'stall/killed', watching: true })
    expect(await ask({ do: 'heal', by: 'eve' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('only watched'),
    })
    const last = () => told.filter((one): one is Snapshot => one.type === 'snapshot').at(-1)
    while (last()?.report === undefined) await sleep(50)
    expect(last()).toMatchObject({
      stage: 'ended',
      faults: [expect.objectContaining({ fault: 'kill', state: 'healed' })],
    })
    socket.close()
    expect(await ended).toBe(0)
    expect(output).toContain('the live page stays until its last viewer has left')
  })
})

describe('however a game-day ends', () => {
  test('Ctrl-C heals, and writes the report', { timeout: 5 * minutes }, async () => {
    const game = await project.up('stall')
    await project.run('inject', 'pause', 'server')
    process.kill(game.pid, 'SIGINT')
    const { code } = await game.ended
    expect(code).toBe(0)
    expect(reportIn(game.out)).toContain('pause on server')
  })

  test('kill -9 leaves nothing, the journal can be read, and the next one begins', {
    timeout: 5 * minutes,
  }, async () => {
    const game = await project.up('stall')
    const started = treeOf(game.pid)
    expect(started.length).toBeGreaterThan(2)
    process.kill(game.pid, 'SIGKILL')
    await sleep(5_000)
    // The reaper itself goes when it has looked twice in vain, which a busy machine delays.
    expect(started.filter((one) => isThere(one) && !isReaper(one))).toEqual([])
    const { code, stderr } = await project.run('status')
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringContaining('the last one, of stall, died'),
    })
    expect(eventsIn(game.out).length).toBeGreaterThan(10)
    await project.run('report', game.out)
    expect(existsSync(join(game.out, 'index.html'))).toBe(true)
    const next = await project.up('stall')
    await project.run('inject', 'reset', 'clients-server')
    await project.run('end')
    expect(await next.ended).toMatchObject({ code: 0 })
  })

  test('goes on when its terminal is closed', { timeout: 5 * minutes }, async () => {
    const out = join(project.root, 'run-hung-up')
    const command = [process.execPath, launcher, 'up', 'stall', '--runtime', 'processes', '--out', out]
    // The shell stays while the command runs, and dies with the terminal, as those of people do: then all in the foreground is hung up on.
    const terminal = spawn('script', ['-qec', `${command.join(' ')}; true`, '/dev/null'], {
      cwd: project.root,
      env: userEnvironment(),
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    await project.until(({ stage }) => stage === 'live')
    terminal.kill('SIGKILL')
    await sleep(3_000)
    expect(await project.run('inject', 'reset', 'clients-server')).toMatchObject({ code: 0, stderr: '' })
    expect(await project.run('end')).toMatchObject({
      ...{ code: 0, stderr: '' },
      stdout: expect.stringContaining('PASS'),
    })
  })

  test('a laptop that was closed for a minute goes on: healed, said, nothing left', {
    timeout: 8 * minutes,
  }, async () => {
    const game = await project.up('stall')
    await project.run('inject', 'latency', 'clients-server', '--delay', '50ms', '--for', '2s')
    const parts = partsOf({ pid: game.pid, out: game.out })
    const all = [game.pid, ...treeOf(game.pid).map(({ pid }) => pid)]
    for (const pid of all) process.kill(pid, 'SIGSTOP')
    await sleep(60_000)
    for (const pid of all) process.kill(pid, 'SIGCONT')
    await project.until(({ faults }) => faults.length === 0)
    await project.run('end')
    const { code } = await game.ended
    expect([0, 2]).toContain(code)
    const events = eventsIn(game.out)
    expect(eventsOf(events, 'fault').map(({ state }) => state)).toContain('healed')
    const longest = Math.max(...eventsOf(events, 'stall').map(({ ms }) => ms))
    expect(longest).toBeGreaterThan(55_000)
    expect(reportIn(game.out)).toMatch(/The harness did not run for (5\d|6\d)(\.\d+)? s/)
    expect(await leftOf(parts)).toEqual([])
  })
})
