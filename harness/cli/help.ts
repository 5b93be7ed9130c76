import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { isPackage, repoRoot } from '../../docker/paths.ts'
import { HarnessError, messageOf, UsageError } from '../errors.ts'
import { didYouMean } from '../targets/closest.ts'
import { onStdout } from './colour.ts'

/** The reference lies beside what is built of a package. */
const reference = join(repoRoot, ...(isPackage ? ['..'] : []), 'docs/reference.md')

/**
 * `gameday help WHAT`: of a command its options; of a fault, a probe, a preset, a metric, or what a scenario gets, its part of the reference.
 * @throws UsageError that says what may be meant
 */
export function help(program: Command, what: string | undefined): void {
  if (what === undefined) {
    program.outputHelp()
    return
  }
  const command = program.commands.find((one) => one.name() === what)
  if (command) {
    command.outputHelp()
    return
  }
  const topics = topicsOf(readReference())
  const found = topics.get(what) ?? topics.get(`faults.${what}`)
  if (found === undefined) {
    const names = [...topics.keys()].map((name) => name.replace(/^faults\./, ''))
    const known = [...program.commands.map((one) => one.name()), ...names]
    const meant = didYouMean(what, known, (one) => one)
    throw new UsageError(
      `there is no help on ${JSON.stringify(what)}${meant || ': `gameday help` lists the commands, docs/reference.md all else'}`,
    )
  }
  console.log(found)
}

function readReference(): string {
  try {
    return readFileSync(reference, 'utf8')
  } catch (error) {
    throw new HarnessError(`${reference} cannot be read: ${messageOf(error)}`)
  }
}

/** What the reference says of each name, for a terminal: of its headings, and of the metrics, which are rows of a table. */
function topicsOf(page: string): ReadonlyMap<string, string> {
  const topics = new Map<string, string>()
  for (const part of page.split(/^### /m).slice(1)) {
    const [heading = '', ...rest] = part.split('\n')
    const body = rest.join('\n').split(/^## /m)[0]!
    const name = heading.replaceAll('`', '').replace(/\(\)$/, '')
    topics.set(name, `${onStdout.bold(name)}\n${plain(body)}`)
  }
  for (const [, name, parameters, text] of page.matchAll(/^\| `([\w-]+)` \| ([^|]*) \| (.*) \|$/gm))
    topics.set(
      name!,
      `${onStdout.bold(name!)}  ${onStdout.dim(parameters!.replaceAll('`', ''))}\n\n  ${text!.replaceAll('\\|', '|')}`,
    )
  return topics
}

/** Tables as indented lines: a field, and below it what it means. */
function plain(body: string): string {
  return body
    .replace(/^\| (?:\| |---).*\n/gm, '')
    .replace(/^\| `(.*?)` \| (.*) \|$/gm, (_, field: string, text: string) =>
      [`  ${onStdout.bold(field)}`, ...(text === '' ? [] : [`      ${text}`])].join('\n'),
    )
    .replaceAll('\\|', '|')
    .trimEnd()
}
