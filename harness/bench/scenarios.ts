import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { formatMs } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Print } from './print.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** The whole command: the relay scenarios with all broken variants, compressed, on processes. */
export async function benchScenarios(print: Print): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'gameday-bench-'))
  const start = now()
  const run = $({ quiet: true, nothrow: true, detached: false })
  const out = join(parent, 'run')
  const { exitCode } =
    await run`${process.execPath} ${main} run ${'relay/*'} --runtime processes --out ${out}`
  print(
    `relay/* compressed on processes: ${formatMs((now() - start) / 1e6)}, exit code ${exitCode} (aim ≤ 45 s)`,
  )
  rmSync(parent, { recursive: true, force: true })
}
