import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { formatMs } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Sheet } from './sheet.ts'
import { temporary } from './temporary.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** The whole command: the relay scenarios with all broken variants, compressed, on processes. */
export async function benchScenarios(sheet: Sheet): Promise<void> {
  using folder = temporary()
  const start = now()
  const run = $({ quiet: true, nothrow: true, detached: false })
  const out = join(folder.path, 'run')
  const { exitCode } =
    await run`${process.execPath} ${main} run ${'relay/*'} --runtime processes --out ${out}`
  sheet.measured({
    what: '`relay/*` with all broken variants, compressed, on processes',
    value: `${formatMs((now() - start) / 1e6)}, exit code ${exitCode}`,
  })
}
