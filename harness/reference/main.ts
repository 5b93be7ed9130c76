import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultsPage } from './faults-page.ts'
import { referencePage } from './page.ts'

const write = (page: string, text: string) =>
  writeFileSync(join(import.meta.dirname, '../../docs', page), text)

/** `npm run reference`: writes docs/reference.md and docs/faults.md. */
write('reference.md', await referencePage())
write('faults.md', await faultsPage())
