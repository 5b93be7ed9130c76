import { RUN_VARIABLE } from '../state.ts'

/** What a service gets from the harness's own environment: enough to run, nothing that would make two runs differ. */
const inherited = ['PATH', 'HOME', 'TZ', 'TMPDIR', 'LANG'] as const

/** Environment of a service: its own, a few variables of the machine, and the mark of the run. */
export function serviceEnvironment(
  runId: string,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const machine = inherited.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(machine), ...env, [RUN_VARIABLE]: runId }
}
