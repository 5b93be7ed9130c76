import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type PackedService, packedServices } from '../docker/packed-bundles.ts'
import { chartStyle, chartStyleFile } from './game-day/page/chart-style.ts'
import { sourcesNow } from './package/bundles.ts'
import {
  beginWith,
  type Ended,
  environmentIn,
  pack,
  projectLike,
  projectOfPnpm,
  readJson,
  shell,
  withOtherVitest,
} from './package/testing/installed.ts'
import { bundleForBrowser } from './report/html/bundle.ts'

const checkout = dirname(import.meta.dirname)
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gameday packed 100%41-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const env = environmentIn(folder)
const page = readFileSync(new URL('../docs/own-repository.md', import.meta.url), 'utf8')
const documented = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, lines]) => lines!.trim().split('\n'))

/** An ES module project into which the package is installed by npm; the others have links to what is there. */
const first = join(folder, 'es module')
let tarball = ''
let installed: Ended | undefined

/** On a busy machine a run may be inconclusive: how well it measures is tested elsewhere. */
const again = '--retry-inconclusive 2'

const inProject = (root: string, line: string) => shell(line, root, env)
const git = 'git -c user.email=a@example.org -c user.name=a'

async function expectDone(root: string, line: string, code = 0): Promise<string> {
  const ended = await inProject(root, line)
  expect([line, ended.code, ended.code === code ? '' : ended.output]).toEqual([line, code, ''])
  return ended.output
}

beforeAll(async () => {
  tarball = pack(folder)
  mkdirSync(first)
  writeFileSync(join(first, 'package.json'), '{ "name": "first", "type": "module" }')
  await expectDone(first, 'git init --quiet .')
  const flags = '--prefer-offline --no-audit --no-fund --loglevel=error'
  installed = await inProject(first, `npm install ${flags} --save-dev '${tarball}'`)
}, 400_000)

const unreachable = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENOTCACHED/

/** Skips where npm reaches neither its cache nor a registry. */
const whenInstalled = (name: string, body: () => Promise<void>) =>
  test(name, { timeout: 120_000 }, async (context) => {
    const [reason] = unreachable.exec(installed!.output) ?? []
    context.skip(installed!.code !== 0 && reason !== undefined, `npm reaches no registry: ${reason}`)
    expect([installed!.code, installed!.code === 0 ? '' : installed!.output]).toEqual([0, ''])
    await body()
  })

test('the package is small', () => {
  expect(statSync(tarball).size).toBeLessThanOrEqual(1_500_000)
})

test('npm has nothing to say against publishing it', { timeout: 60_000 }, async () => {
  const ended = await shell(`npm publish --dry-run '${tarball}'`, folder, env)
  const complaints = ended.output.split('\n').filter((line) => /npm (?:warn|error)/.test(line))
  expect(complaints.filter((line) => !line.includes('requires you to be logged in'))).toEqual([])
  expect(ended.code).toBe(0)
})

describe('what is installed', () => {
  const dist = join(first, 'node_modules/gameday/dist')

  whenInstalled('needs nothing to bundle with', async () => {
    const { dependencies, optionalDependencies, peerDependencies } = readJson(join(dist, '../package.json'))
    expect(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })).not.toContain(
      'esbuild',
    )
    expect(existsSync(join(first, 'node_modules/esbuild'))).toBe(false)
    const code = globSync('**/*.{js,mjs}', { cwd: dist })
    expect(code.length).toBeGreaterThan(500)
    const naming = code.filter((file) => /['"]esbuild['"]/.test(readFileSync(join(dist, file), 'utf8')))
    expect(naming).toEqual([])
  })

  whenInstalled('has each service, of the sources that are here, and each starts', async () => {
    const services: Record<string, PackedService> = readJson(join(dist, 'bundles', packedServices))
    const sources = Object.entries(services).map(([name, service]) => [name, service.sources])
    expect(Object.fromEntries(sources)).toEqual(await sourcesNow(checkout))
    for (const name of Object.keys(services)) {
      const line = `env -i '${process.execPath}' '${join(dist, 'bundles', `${name}.mjs`)}' --nonsense`
      // It has read all its code when it asks for what it was not told.
      expect([name, (await inProject(first, line)).output]).toEqual([
        name,
        expect.stringMatching(/^[^\n]*(?:does not fit|is not set|nonsense)[^\n]*\n$/),
      ])
    }
  })

  whenInstalled('has the scripts of the pages as they are made here', async () => {
    for (const script of ['harness/report/page-script/script', 'harness/game-day/page/script/script'])
      expect(readFileSync(join(dist, `${script}.js`), 'utf8')).toBe(
        await bundleForBrowser(join(checkout, `${script}.ts`)),
      )
    expect(readFileSync(join(dist, 'harness/game-day/page', chartStyleFile), 'utf8')).toBe(await chartStyle())
  })
})

describe('an ES module project', () => {
  const commands = documented.filter((line) => !line.startsWith('npm install'))

  whenInstalled('what the page says works, in its order', async () => {
    expect(documented[0]).toBe('npm install --save-dev gameday')
    for (const line of commands) {
      const isRun = line === 'npx gameday run'
      const output = await expectDone(first, isRun ? `${line} ${again}` : line)
      if (isRun) expect(output).toContain('1 broken variant detected')
    }
    expect(readJson(join(first, 'reports/latest/results.json')).scenarios).toMatchObject([
      { id: 'hello/server-killed', variant: 'current', verdict: 'passed' },
    ])
  })

  whenInstalled('a run from a folder below says which commit it was of', async () => {
    await expectDone(first, `git add . && ${git} commit --quiet -m one && mkdir -p below/it`)
    const output = await expectDone(join(first, 'below/it'), `npx gameday run --no-broken ${again}`)
    expect(output).toContain('1 current version held every limit')
    const head = await expectDone(first, 'git rev-parse HEAD')
    expect(readJson(join(first, 'reports/latest/run.json'))).toMatchObject({
      commit: head.trim(),
      dirty: false,
    })
    expect(await expectDone(first, 'npx gameday list --json')).toContain('hello/server-killed')
    const all = JSON.parse(await expectDone(first, 'npx gameday list --json')) as { id: string }[]
    expect(all.map(({ id }) => id)).toEqual(['hello/server-killed'])
  })

  whenInstalled('init again leaves everything as it is', async () => {
    const output = await expectDone(first, 'npx gameday init --yes')
    expect(output).toContain('scenarios/hello/server.mjs: it was there')
    expect(await expectDone(first, 'git status --porcelain')).toBe('')
  })

  whenInstalled('help says what the door offers', async () => {
    expect(await expectDone(first, 'npx gameday help faults.kill')).toContain('SIGKILL')
    expect(await expectDone(first, 'npx gameday list --metrics')).toContain('operations-lost')
  })

  whenInstalled('a metric of its own is computed again, also from a folder below', async () => {
    const scenarios = join(first, 'scenarios/hello')
    writeFileSync(
      join(scenarios, 'kettle.ts'),
      `import { countOf, defineEvent, defineMetric, eventsOf, z } from 'gameday'
const kettle = defineEvent('kettle', { litres: z.number() })
export const boiled = defineMetric('kettles-boiled', z.strictObject({ since: z.number() }), (events, { since }) => {
  const all = eventsOf(events, kettle).filter(({ at }) => at >= since)
  return countOf(all.map(({ at, litres }) => ({ at, text: litres + ' litres' })), 'kettles')
})\n`,
    )
    writeFileSync(
      join(scenarios, 'kettle.scenario.ts'),
      `import { scenario } from 'gameday'
import { hello } from './hello.ts'
import { boiled } from './kettle.ts'
scenario('hello/kettle', { hypothesis: 'It boils.', system: hello, broken: {} }, async ({ watch, faults, services, record, check }) => {
  using during = watch()
  await faults.kill(services.server)
  record({ kind: 'kettle', litres: 2 })
  await services.server.restart({ after: '100ms' })
  check('kettles', during.metric(boiled)).is(1)
})\n`,
    )
    try {
      await expectDone(first, 'npx gameday run hello/kettle --out kettles')
      const below = join(first, 'below/it')
      await expectDone(below, 'npx gameday report ../../kettles')
      const page = readFileSync(join(first, 'kettles/index.html'), 'utf8')
      expect(page).toContain('1 of 1 checks reproduce')
    } finally {
      for (const file of ['kettle.ts', 'kettle.scenario.ts']) rmSync(join(scenarios, file))
    }
  })

  whenInstalled('without the packages for containers, those who ask for them are told', async () => {
    const lack =
      'testcontainers and dockerode are not installed: npm install --save-dev testcontainers@12 dockerode@5'
    expect(await expectDone(first, 'npx gameday run --runtime containers', 2)).toContain(lack)
    expect(await expectDone(first, 'npx gameday list')).toContain('hello/server-killed')
    expect((await inProject(first, 'npx gameday doctor')).output).toContain(lack)
  })

  whenInstalled('an editor checks what the door offers', async () => {
    const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
    const check = `'${process.execPath}' '${tsc}' --project scenarios`
    await expectDone(first, check)
    const file = join(first, 'scenarios/hello/wrong.ts')
    writeFileSync(
      file,
      "import { http, system } from 'gameday'\nexport const x = system('x', { services: { a: { command: ['a'] } }, probes: { p: http({ to: 'b' }) } })\n",
    )
    expect((await inProject(first, check)).output).toMatch(/wrong\.ts.*"b".*"a"/s)
    writeFileSync(
      file,
      "import type { RedisServer } from 'gameday'\nexport const asked = ({ client }: RedisServer) => client.gets('key')\n",
    )
    expect((await inProject(first, check)).output).toMatch(/wrong\.ts.*'gets' does not exist.*'get'/s)
    rmSync(file)
  })
})

describe('other projects', () => {
  whenInstalled('CommonJS, in JavaScript, with a scenario that calls require', async () => {
    const root = join(folder, 'common js')
    projectLike(first, root, { name: 'common', type: 'commonjs' })
    await expectDone(root, 'npx gameday init --js --yes --no-workflow')
    writeFileSync(
      join(root, 'scenarios/hello/required.scenario.js'),
      `const { scenario } = require('gameday')
const { hello } = require('./hello.mjs')
scenario('hello/required', { hypothesis: 'x', system: hello, broken: {} }, async ({ check, watch, time, faults, services }) => {
  const during = watch()
  await faults.kill(services.server)
  await services.server.restart({ after: '100ms' })
  await time.pass('1s')
  during[Symbol.dispose]()
  check('away', during.probes.greeting.longestOutage()).atMost('5s')
})\n`,
    )
    const output = await expectDone(root, `npx gameday run --no-broken ${again}`)
    expect(output).toContain('2 current versions held every limit')
    expect(output).not.toContain('Warning')
  })

  whenInstalled('without a type, by pnpm, through a linked folder, named from elsewhere', async () => {
    const root = join(folder, 'of pnpm')
    projectOfPnpm(first, root, { name: 'of-pnpm' })
    await expectDone(root, 'node_modules/.bin/gameday init --yes')
    symlinkSync(root, join(folder, 'linked'))
    const output = await expectDone(
      folder,
      `linked/node_modules/.bin/gameday run --no-broken ${again} --config 'linked/gameday.config.ts'`,
    )
    expect(output).toContain('1 current version held every limit')
    expect(output).toContain(join(root, 'reports'))
  })

  whenInstalled('with a vitest of its own', async () => {
    const root = join(folder, 'with vitest')
    projectLike(first, root, { name: 'with-vitest', type: 'module' })
    // Its gameday is changed: a link would change that of the others.
    withOtherVitest(root)
    await expectDone(root, 'npx gameday init --yes')
    expect(await expectDone(root, `npx gameday run --no-broken ${again}`)).toContain(
      '1 current version held every limit',
    )
  })

  whenInstalled('without a configuration the way out is named', async () => {
    const output = await expectDone(folder, `'${join(first, 'node_modules/.bin/gameday')}' list`, 64)
    expect(output).toMatch(
      /^gameday: there is no gameday\.config\.ts in .* or above it: `npx gameday init` writes one/,
    )
  })
})

describe('under the vitest of a project', () => {
  const root = join(folder, 'under vitest')
  /** Those that have a report. */
  const runs = () => {
    const reports = join(root, 'reports')
    return readdirSync(reports).filter(
      (name) => name !== 'latest' && existsSync(join(reports, name, 'index.html')),
    ).length
  }
  const resultsOf = () => readJson(join(root, 'reports/latest/results.json')).scenarios
  /** vitest runs on the Node that it finds, and needs a newer one than this machine may have. */
  const vitest = `PATH='${dirname(process.execPath)}':"$PATH" npx vitest`
  const files = {
    'vitest.config.ts':
      "import { gameday } from 'gameday/vitest'\nimport { defineConfig } from 'vitest/config'\nexport default defineConfig({ plugins: [gameday()] })\n",
    'src/sum.test.mjs':
      "import { expect, test } from 'vitest'\ntest('sum', () => {\n  expect(Object.keys(process.env).filter((name) => /^GAMEDAY_(SETTING|RUN_ID)$/.test(name))).toEqual([])\n  expect(1 + 1).toBe(2)\n})\n",
  }

  whenInstalled('a run has its tests, the scenarios, and a report of these', async () => {
    projectLike(first, root, { name: 'under-vitest', type: 'module' })
    await expectDone(root, 'npx gameday init --yes --no-workflow')
    mkdirSync(join(root, 'src'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
    const output = await expectDone(root, `${vitest} run -t 'current|sum'`)
    expect(output).toMatch(/report: .*reports\/2.*\/index\.html/)
    expect(output).toMatch(/2 passed/)
    expect(resultsOf()).toMatchObject([{ id: 'hello/server-killed', variant: 'current', verdict: 'passed' }])
    expect(runs()).toBe(1)
  })

  whenInstalled('a run of its tests alone makes no report', async () => {
    await expectDone(root, `${vitest} run src`)
    expect(runs()).toBe(1)
  })

  whenInstalled('a scenario that fails fails the run, also beside declared projects', async () => {
    writeFileSync(
      join(root, 'vitest.config.ts'),
      files['vitest.config.ts'].replace(
        '[gameday()]',
        "[gameday()], test: { projects: [{ extends: true, test: { name: 'unit', include: ['src/*'] } }] }",
      ),
    )
    const scenario = join(root, 'scenarios/hello/server-killed.scenario.ts')
    const text = readFileSync(scenario, 'utf8')
    writeFileSync(scenario, text.replace("atMost('2s')", "atMost('1ms')"))
    const output = await expectDone(root, `${vitest} run -t 'current|sum'`, 1)
    writeFileSync(scenario, text)
    expect(output).toMatch(/server away: .*limit <= 1 ms/)
    expect(stripVTControlCharacters(output)).toMatch(/1 failed .* 1 passed/)
    expect(resultsOf()).toMatchObject([{ variant: 'current', verdict: 'failed' }])
  })

  whenInstalled('a change beside a scenario starts another run while vitest watches', async () => {
    const before = runs()
    const argv = ['node_modules/vitest/vitest.mjs', 'watch', '-t', 'current|sum']
    const watching = spawn(process.execPath, argv, { cwd: root, env: { ...env }, stdio: 'ignore' })
    const ended = once(watching, 'exit')
    const reported = (count: number) =>
      vi.waitFor(() => expect(runs()).toBe(before + count), { timeout: 50_000, interval: 200 })
    try {
      await reported(1)
      appendFileSync(join(root, 'scenarios/hello/hello.ts'), '// changed\n')
      await reported(2)
    } finally {
      watching.kill('SIGINT')
      await ended
    }
  })
})

/** How a workspace is installed, for real, and how a program is called in one of its packages. */
const workspaces = [
  {
    kind: 'npm',
    install: 'npm install --prefer-offline --no-audit --no-fund --loglevel=error',
    call: 'npx',
  },
  {
    kind: 'pnpm',
    install: 'npx --yes pnpm@10.20.0 install --prefer-offline',
    call: 'npx --yes pnpm@10.20.0 exec',
  },
  {
    kind: 'yarn',
    // Yarn 1 refuses a dependency that wants a newer Node than the one that it runs on; gameday brings its own.
    install:
      'npx --yes yarn@1.22.22 install --ignore-engines --prefer-offline --non-interactive --registry "$(npm config get registry)"',
    call: 'npx --yes yarn@1.22.22 --silent',
  },
] as const

test.for(workspaces)(
  'in a package of a workspace, by $kind',
  { timeout: 600_000 },
  async ({ kind, install, call }, context) => {
    const root = join(folder, `workspace ${kind}`)
    const shop = join(root, 'packages/shop')
    mkdirSync(shop, { recursive: true })
    const name = `workspace-${kind}`
    const manifest = { name, version: '1.0.0', private: true, workspaces: ['packages/*'] }
    writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
    if (kind === 'pnpm') writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages: [packages/*]\n')
    const devDependencies = { gameday: `file:${tarball}` }
    const own = { name: 'shop', version: '1.0.0', private: true, type: 'module', devDependencies }
    writeFileSync(join(shop, 'package.json'), JSON.stringify(own))
    // From nothing npm has installed in the first project.
    if (kind === 'npm' && installed!.code === 0) beginWith(first, root)
    const ended = await inProject(root, install)
    const [reason] = unreachable.exec(ended.output) ?? []
    context.skip(ended.code !== 0 && reason !== undefined, `${kind} reaches no registry: ${reason}`)
    expect([ended.code, ended.code === 0 ? '' : ended.output]).toEqual([0, ''])
    await expectDone(shop, `${call} gameday init --yes --no-workflow`)
    await inProject(shop, `${call} gameday run --no-broken`)
    // On a busy machine any verdict: how well it measures is tested elsewhere.
    expect(readJson(join(shop, 'reports/latest/results.json')).scenarios).toMatchObject([
      { id: 'hello/server-killed', variant: 'current', checks: [{ name: 'server away' }] },
    ])
  },
)
