import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isPackage } from '../../../docker/paths.ts'
import { HarnessError, messageOf, UsageError } from '../../errors.ts'
import type { CheckRow } from './rows.ts'

const inDocs = (file: string) => fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url))

/** Where the table of checks is kept: generated, and committed so that everybody has it. */
export const checksTable = { json: inDocs('checks.json'), markdown: inDocs('checks.md') }

/** @throws UsageError in the package, which has none; HarnessError when the table cannot be read */
export function storedChecks(): CheckRow[] {
  if (isPackage)
    throw new UsageError(
      "the table of checks is of gameday's own scenarios: it is in a checkout, as docs/checks.md",
    )
  try {
    return JSON.parse(readFileSync(checksTable.json, 'utf8')) as CheckRow[]
  } catch (error) {
    throw new HarnessError(`${checksTable.json} cannot be read: ${messageOf(error)}`)
  }
}
