import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePage } from './page.ts'

/** `npm run reference`: writes docs/reference.md. */
writeFileSync(join(import.meta.dirname, '../../docs/reference.md'), await referencePage())
