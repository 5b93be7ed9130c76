import { defineConfig } from 'vitest/config'
import { defaultConcurrency } from './harness/scenario/concurrency.ts'
import { askNoProxy } from './harness/setup/proxies.mjs'

// `npx vitest` and editors start no other file of ours first.
askNoProxy()

const { processes, containers } = defaultConcurrency
const concurrency = (process.env.GAMEDAY_RUNTIME ?? 'processes') === 'processes' ? processes : containers

/** Node 24 is brought by the npm package `node`; forks, because a service's life hangs on real processes and signals. */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['harness/**/*.test.ts', 'docker/**/*.test.ts', 'scenarios/**/*.test.ts'],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          // Tests that start real services, containers or whole runs.
          name: 'real',
          include: ['harness/**/*.real.test.ts', 'docker/**/*.real.test.ts', 'scenarios/**/*.real.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'scenarios',
          // Nothing of one scenario file is left for the next: saves a second of CPU for each.
          isolate: false,
          include: ['scenarios/**/*.scenario.ts'],
          globalSetup: ['harness/scenario/vitest-setup.ts'],
          setupFiles: ['harness/scenario/worker-setup.ts'],
          // After all other tests, so that nothing competes with what is timed here.
          sequence: { groupOrder: 2 },
          maxWorkers: Number(process.env.GAMEDAY_CONCURRENCY) || concurrency,
        },
      },
    ],
  },
})
