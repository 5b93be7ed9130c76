import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatMs } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Print } from './print.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** The whole command: the relay scenarios with all broken variants, compressed, on processes. */
export async function benchScenarios(print: Print): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'gameday-bench-'))
  const start = now()
  const code = await run(['run', 'relay/*', '--runtime', 'processes', '--out', join(parent, 'run')])
  print(`relay/* compressed on processes: ${formatMs((now() - start) / 1e6)}, exit code ${code} (aim ≤ 45 s)`)
  rmSync(parent, { recursive: true, force: true })
}

function run(args: string[]): Promise<number> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'ignore'] })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? -1))
  })
}
