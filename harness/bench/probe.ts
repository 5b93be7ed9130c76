import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Measured, Sheet } from './sheet.ts'

const program = fileURLToPath(new URL('../probes/probe.bench.ts', import.meta.url))

/** CPU that a probe costs the harness. In a process of its own, so that nothing else is counted. */
export async function benchProbe(sheet: Sheet): Promise<void> {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const { what, aim, value } = JSON.parse(line) as Measured
    sheet.measured({ what, value, ...(aim !== undefined && { aim }) })
  }
}
