import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HarnessError, messageOf } from '../../errors.ts'
import type { CheckRow } from './rows.ts'

const inDocs = (file: string) => fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url))

/** Where the table of checks is kept: generated, and committed so that everybody has it. */
export const checksTable = { json: inDocs('checks.json'), markdown: inDocs('checks.md') }

/** @throws HarnessError when the table cannot be read */
export function storedChecks(): CheckRow[] {
  try {
    return JSON.parse(readFileSync(checksTable.json, 'utf8')) as CheckRow[]
  } catch (error) {
    throw new HarnessError(`${checksTable.json} cannot be read: ${messageOf(error)}`)
  }
}
