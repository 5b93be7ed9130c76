import { dirname, join } from 'node:path'

/** Top folder of this repository. */
export const repoRoot = dirname(import.meta.dirname)

/** What one machine keeps between runs: bundles, records of runs. Ignored by git. */
export const stateDir = join(repoRoot, '.gameday')
