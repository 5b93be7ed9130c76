import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPackage, repoRoot } from '../../docker/paths.ts'
import { HarnessError, messageOf } from '../errors.ts'
import { onStdout } from './colour.ts'

/** The reference lies beside what is built of a package. */
const reference = join(repoRoot, ...(isPackage ? ['..'] : []), 'docs/reference.md')

/** What the reference says of each name, for a terminal: of its headings, and of the metrics, which are rows of a table. */
export function referenceTopics(): ReadonlyMap<string, string> {
  const page = readReference()
  const topics = new Map<string, string>()
  for (const [name, body] of headings(page)) topics.set(name, `${onStdout.bold(name)}\n${plain(body)}`)
  for (const [, name, parameters, text] of page.matchAll(/^\| `([\w-]+)` \| ([^|]*) \| (.*) \|$/gm))
    topics.set(
      name!,
      `${onStdout.bold(name!)}  ${onStdout.dim(parameters!.replaceAll('`', ''))}\n\n  ${text!.replaceAll('\\|', '|')}`,
    )
  return topics
}

/** Each preset with what the reference says of it and the names of its options. */
export function presetsInReference(): { name: string; about: string; options: string[] }[] {
  const part = readReference()
    .split(/^## /m)
    .find((one) => one.startsWith('Presets\n'))
  return headings(part ?? '').map(([name, body]) => ({
    name,
    about: body.trim().split('\n\n')[0]!,
    options: [...body.matchAll(/^\| `(\w+)\??: /gm)].map(([, option]) => option!),
  }))
}

function readReference(): string {
  try {
    return readFileSync(reference, 'utf8')
  } catch (error) {
    throw new HarnessError(`${reference} cannot be read: ${messageOf(error)}`)
  }
}

/** Names of the third level, without the brackets of a call, and the text below each. */
function headings(page: string): [name: string, body: string][] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...rest] = part.split('\n')
      const name = heading.replaceAll('`', '').replace(/\(\)$/, '')
      return [name, rest.join('\n').split(/^## /m)[0]!]
    })
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
