import { readFileSync } from 'node:fs'
import { availableParallelism, type as system, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { HarnessError } from '../errors.ts'
import { writeAtomic } from '../report/files.ts'

/** Pages with places for what a bench measured. */
const pages = ['performance', 'scale'].map((name) =>
  fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url)),
)

const beginOf = (part: string) => `<!-- ${part}: written by npm run bench -- ${part} --write-docs -->`
const endOf = (part: string) => `<!-- /${part} -->`

/**
 * Puts what a bench measured into its place in the documents, with the machine that it was measured on.
 * @throws HarnessError when no page has the part's marks
 */
export function writePart(part: string, markdown: string, slowness: number | undefined): void {
  const body = `${markdown}\n\n${onMachine(slowness)}`
  const written = pages.some((page) => {
    const text = withPart(readFileSync(page, 'utf8'), part, body)
    if (text !== undefined) writeAtomic(page, text)
    return text !== undefined
  })
  if (!written) throw new HarnessError(`no page of docs/ has a place for ${part}: ${beginOf(part)}`)
}

/** undefined when the page has no marks of the part. */
export function withPart(text: string, part: string, body: string): string | undefined {
  const [begin, end] = [beginOf(part), endOf(part)]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  return from === -1 || to < from
    ? undefined
    : `${text.slice(0, from)}${begin}\n\n${body}\n\n${text.slice(to)}`
}

function onMachine(slowness: number | undefined): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const speed =
    slowness === undefined
      ? ''
      : `; it took ${slowness} times as long for a piece of work as the reference meanwhile`
  return `Measured on ${availableParallelism()} cores and ${memory}, ${system()}, Node ${process.versions.node}${speed}.`
}
