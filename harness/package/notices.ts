import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package of others of which code goes into a bundle. */
export interface Notice {
  readonly name: string
  readonly version: string
  /** SPDX expression of its package.json. */
  readonly licence: string
  /** Its licence, word for word; empty where the package has none. */
  readonly text: string
}

const licenceFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i

/**
 * The packages that the sources of bundles lie in, by their names.
 * @param root the folder that holds `node_modules`
 * @param inputs paths of sources, from `root`
 */
export function noticesOf(root: string, inputs: readonly string[]): Notice[] {
  const folders = new Set(
    inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  )
  return [...folders].map((folder) => noticeOf(join(root, folder))).sort(byName)
}

const byName = (a: Notice, b: Notice) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version)

function noticeOf(folder: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => licenceFile.test(file))
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim())
  const text = texts.length > 0 ? texts.join('\n\n') : inReadme(folder)
  return { name, version, licence: license ?? '', text }
}

/** Some packages state their licence at the end of their README alone. */
function inReadme(folder: string): string {
  const file = readdirSync(folder).find((name) => /^readme/i.test(name))
  const text = file ? readFileSync(join(folder, file), 'utf8') : ''
  return /^#+ *licen[cs]e\b.*$([\s\S]*)/im.exec(text)?.[1]?.trim() ?? ''
}

/** The page THIRD-PARTY-NOTICES.md. */
export function noticesPage(notices: readonly Notice[]): string {
  return `# Third-party notices

Code of these packages is in gameday: in the package itself (\`dist/bundles\`), in the live page of a game-day, and in the services of its own systems, as files and in images. What else
it needs, npm installs, each with its own licence beside it.

| package | version | licence |
| --- | --- | --- |
${notices.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}

${notices.map(sectionOf).join('\n\n')}
`
}

const sectionOf = ({ name, version, licence, text }: Notice) =>
  `## ${name} ${version}\n\n${text === '' ? licence : `\`\`\`text\n${text}\n\`\`\``}`
