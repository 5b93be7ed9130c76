import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { Source } from './declarations.ts'

const harness = join(import.meta.dirname, '..')

/** A name that a door gives away. */
export interface DoorName {
  readonly name: string
  /** Doc comment of what it is; empty where there is none. */
  readonly doc: string
  readonly isType: boolean
}

/** What a door of the harness has of the harness's own, in alphabetical order. @param door from the folder `harness`: `door.ts` */
export function namesOf(door: string): DoorName[] {
  const path = join(harness, door)
  const { module } = parseSync(door, readFileSync(path, 'utf8'))
  const entries = module.staticExports.flatMap((one) => one.entries)
  const found = entries.flatMap(({ moduleRequest, importName, exportName, isType }): DoorName[] => {
    if (!moduleRequest?.value.startsWith('.')) return []
    const file = relative(harness, join(dirname(path), moduleRequest.value))
    if (importName.kind === 'AllButDefault') return namesOf(file)
    const source = new Source(file)
    const name = exportName.name!
    const doc = importName.kind === 'Name' ? source.docOf(importName.name!) : source.lead()
    return [{ name, doc, isType: isType || (importName.kind === 'Name' && source.isType(importName.name!)) }]
  })
  return found.sort((a, b) => byLetters(a.name, b.name))
}

const byLetters = new Intl.Collator('en').compare
