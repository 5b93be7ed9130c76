import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { annotations, type Place } from '../report/pull-request/annotations.ts'
import type { Results } from '../report/results.ts'
import { fileOf } from '../scenario/catalogue.ts'

/** Prints what went wrong as annotations where GitHub's runner reads them (`GITHUB_ACTIONS=true`). */
export function annotate(results: Results): void {
  if (process.env.GITHUB_ACTIONS !== 'true') return
  for (const line of annotations(results, placeOf)) console.log(line)
}

/** The line that names the scenario; undefined where its file is not known or not in the repository. */
function placeOf(id: string): Place | undefined {
  try {
    const path = fileOf(id)
    const file = relative(resolve(process.env.GITHUB_WORKSPACE ?? '.'), path)
    if (file.startsWith('..')) return undefined
    const lines = readFileSync(path, 'utf8').split('\n')
    const index = lines.findIndex((line) =>
      [`'${id}'`, `"${id}"`, `\`${id}\``].some((quoted) => line.includes(quoted)),
    )
    return { file: file.replaceAll('\\', '/'), ...(index >= 0 && { line: index + 1 }) }
  } catch {
    return undefined
  }
}
