import { globSync } from 'node:fs'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import picomatch from 'picomatch'
import { createProgram } from '../../cli/program.ts'

const scenarios = join(import.meta.dirname, '../../../scenarios')

/** Ids of this checkout's scenarios, and the one that `gameday init` writes. */
const ids = [
  ...globSync('**/*.scenario.ts', { cwd: scenarios }).map((file) => file.replace(/\.scenario\.ts$/, '')),
  'hello/server-killed',
]

/** What stands for a value of the reader's own, where an option looks at its value. */
const values: Readonly<Record<string, string>> = { N: '1', 'I/N': '1/3' }

/**
 * Why the command line would refuse these arguments, or know no such scenario; undefined when it would not. Nothing is carried out.
 * @param complete false for a mention within a text, which may leave arguments out
 */
export function problemWith(argv: readonly string[], complete: boolean): string | undefined {
  const program = createProgram()
  let unknown: string | undefined
  for (const command of program.commands) {
    command.configureOutput({ writeErr: () => {} })
    command.action((patterns: unknown) => {
      if (['run', 'list'].includes(command.name())) unknown = unknownScenario(patterns as string[])
    })
  }
  program.configureOutput({ writeErr: () => {} })
  try {
    program.parse(
      argv.map((word) => values[word] ?? word),
      { from: 'user' },
    )
    return unknown
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return complete || !/missingArgument|optionMissingArgument/.test(error.code) ? error.message : undefined
  }
}

function unknownScenario(patterns: readonly string[]): string | undefined {
  const wrong = patterns.find((pattern) => {
    const matches = picomatch(pattern.includes('/') ? pattern : `${pattern}/**`)
    return !ids.some((id) => matches(id))
  })
  return wrong && `no scenario ${wrong}`
}
