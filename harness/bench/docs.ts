import { readFileSync } from 'node:fs'
import { availableParallelism, type as system, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { HarnessError } from '../errors.ts'
import { writeAtomic } from '../report/files.ts'

const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))

const beginOf = (part: string) => `<!-- ${part}: written by npm run bench -- ${part} --write-docs -->`
const endOf = (part: string) => `<!-- /${part} -->`

/** Puts what a bench measured into its place in docs/performance.md, with the machine that it was measured on. */
export function writePart(part: string, markdown: string, slowness: number | undefined): void {
  writeAtomic(page, withPart(readFileSync(page, 'utf8'), part, `${markdown}\n\n${onMachine(slowness)}`))
}

/** @throws HarnessError when the page has lost the part's marks */
export function withPart(text: string, part: string, body: string): string {
  const [begin, end] = [beginOf(part), endOf(part)]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from)
    throw new HarnessError(`docs/performance.md has no place for ${part}: ${begin}`)
  return `${text.slice(0, from)}${begin}\n\n${body}\n\n${text.slice(to)}`
}

function onMachine(slowness: number | undefined): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const speed =
    slowness === undefined
      ? ''
      : `; it took ${slowness} times as long for a piece of work as the reference meanwhile`
  return `Measured on ${availableParallelism()} cores and ${memory}, ${system()}, Node ${process.versions.node}${speed}.`
}
