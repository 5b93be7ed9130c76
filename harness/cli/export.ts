import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { grafanaAnnotations } from '../report/export/grafana.ts'
import { otlpJson } from '../report/export/otlp.ts'
import { readExecutions } from '../report/export/read-executions.ts'
import { writeAtomic } from '../report/files.ts'

interface ExportFlags {
  readonly format: 'grafana' | 'otlp'
  readonly out?: string
  readonly dashboard?: string
}

/** `gameday export RUN`: faults, phases and outages of a run for Grafana or OpenTelemetry, to a file or stdout. */
export async function exportRun(dir: string, { format, out, dashboard }: ExportFlags): Promise<void> {
  if (dashboard !== undefined && format !== 'grafana')
    throw new UsageError('--dashboard is of Grafana: leave it away, or say --format grafana')
  const { run, executions, leftOut } = readExecutions(resolve(dir))
  for (const one of leftOut) console.error(`left out: ${one}`)
  const made = format === 'otlp' ? otlpJson(run, executions) : grafanaAnnotations(executions, dashboard)
  // One line, as OTLP's file format has it.
  const text = format === 'otlp' ? JSON.stringify(made) : JSON.stringify(made, null, 2)
  if (out === undefined) return console.log(text)
  writeAtomic(resolve(out), `${text}\n`)
  console.log(`export: ${resolve(out)}`)
}
