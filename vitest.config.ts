import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { compileCacheDir } from './docker/paths.ts'
import { FlakyTests } from './harness/fixtures/flaky-tests.ts'
import { defaultConcurrency } from './harness/scenario/concurrency.ts'
import { askNoProxy } from './harness/setup/proxies.mjs'

// `npx vitest` and editors start no other file of ours first.
askNoProxy()

const { processes, containers } = defaultConcurrency
const concurrency = (process.env.GAMEDAY_RUNTIME ?? 'processes') === 'processes' ? processes : containers

/** They hold limits of real time: nothing runs beside them. */
const alone = [
  'harness/cli/{tour,cancelled-by-ci}.slow.test.ts',
  'harness/runtime/reaper/promise.slow.test.ts',
]

/** They start Docker engines of their own, which take both cores. */
const nodes = ['harness/{faults/nodes,runtime/swarm}/**/*.slow.test.ts']

/** They take minutes and hang on nothing but their own files: services that scenarios break, those of a reader's system, what the pages tell to run, and faults of the kernel. */
const services = [
  'docker/**/*.real.test.ts',
  'scenarios/**/*.real.test.ts',
  'harness/systems/**/*.real.test.ts',
  'harness/system/{presets,compose,probes}/*.real.test.ts',
  'harness/system/testcontainer.real.test.ts',
  'harness/docs/*.real.test.ts',
  'harness/faults/{machine,packets,wire}/*.real.test.ts',
]

/** They take longest, each of their projects' longest first. By default large files start first, and the last of these would keep the other workers waiting. */
const longest = [
  'harness/runtime/conformance-containers.real.test.ts',
  'harness/cli/cli.real.test.ts',
  'harness/runtime/reaper/reaper.real.test.ts',
  'harness/cli/target-parts.slow.test.ts',
  'harness/packed.slow.test.ts',
  'harness/game-day/game-day.slow.test.ts',
  'harness/cli/targets.slow.test.ts',
  'harness/runtime/conformance-published.slow.test.ts',
  'harness/runtime/swarm/relay-nodes.slow.test.ts',
]

for (const path of longest)
  if (!existsSync(new URL(path, import.meta.url))) throw new Error(`vitest.config.ts: ${path} is not there`)

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    const place = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((path) => moduleId.endsWith(`/${path}`))
      return index === -1 ? longest.length : index
    }
    return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || place(a) - place(b))
  }
}

/** What tests start takes its types out, and compiles, once for all of them: a start costs half as much. */
const env = { NODE_COMPILE_CACHE: compileCacheDir('gameday') }

/** Once more on a CI machine, which may be busy with other work; what passes only then is named at the end. At your desk a flaky test fails. */
const retry = process.env.CI ? 1 : 0

const source = (path: string) => new URL(path, import.meta.url).pathname

/** Tests that start real services, containers or whole runs, so many files at a time, after those of all projects before it. */
const real = (
  name: string,
  include: string[],
  { exclude = [], ...order }: { groupOrder: number; maxWorkers: number; exclude?: string[] },
) => ({
  extends: true as const,
  test: {
    name,
    setupFiles: ['harness/fixtures/built-in.ts'],
    include,
    exclude: ['**/node_modules/**', ...exclude],
    env,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry,
    maxWorkers: order.maxWorkers,
    sequence: { groupOrder: order.groupOrder },
  },
})

/** Forks, because a service's life hangs on real processes and signals. */
export default defineConfig({
  // In a checkout the package is not built: its doors are the sources.
  resolve: {
    alias: [
      { find: /^gameday$/, replacement: source('harness/scenario.ts') },
      { find: /^gameday\/config$/, replacement: source('harness/config.ts') },
    ],
  },
  test: {
    pool: 'forks',
    reporters: ['default', ...(process.env.GITHUB_ACTIONS ? ['github-actions'] : []), new FlakyTests()],
    sequence: { sequencer: LongestFirst },
    // What comes in time on a quiet machine comes on a busy one, too: a second, the default, is a limit to the machine.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Nothing of one file is left for the next: half of their time went into loading modules anew.
          isolate: false,
          setupFiles: ['harness/fixtures/built-in.ts'],
          include: ['harness/**/*.test.ts', 'docker/**/*.test.ts', 'scenarios/**/*.test.ts'],
          exclude: ['**/*.{real,slow}.test.ts', '**/node_modules/**'],
          // On a machine that is busy with other work a test takes several times as long.
          testTimeout: 30_000,
          // By default one fewer than there are cores; many tests wait.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          env,
        },
      },
      // The harness's own tests with real processes and containers: they mostly wait, and hold no metric to a clock. Four of them at a time need less than two cores.
      real('real', ['harness/**/*.real.test.ts'], { groupOrder: 1, maxWorkers: 4, exclude: services }),
      // Whole runs of the command line, and tests that carry a gigabyte or look at pages in a browser.
      real('slow', ['harness/**/*.slow.test.ts'], {
        groupOrder: 2,
        maxWorkers: 3,
        exclude: [...alone, ...nodes],
      }),
      // They mostly wait: for services that start, end and time out.
      real('services', services, { groupOrder: 3, maxWorkers: 3 }),
      real('alone', alone, { groupOrder: 4, maxWorkers: 1 }),
      real('nodes', nodes, { groupOrder: 5, maxWorkers: 1 }),
      {
        extends: true,
        test: {
          name: 'scenarios',
          // Nothing of one scenario file is left for the next: saves a second of CPU for each.
          isolate: false,
          globals: true,
          include: ['scenarios/**/*.scenario.ts'],
          globalSetup: ['harness/scenario/vitest-setup.ts'],
          setupFiles: ['harness/scenario/worker-setup.ts'],
          // After all other tests, so that nothing competes with what is timed here.
          sequence: { groupOrder: 6 },
          maxWorkers: Number(process.env.GAMEDAY_CONCURRENCY) || concurrency,
        },
      },
    ],
  },
})
