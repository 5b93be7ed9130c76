import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repoRoot } from '../../docker/paths.ts'
import { bundledSources } from './bundled.ts'
import { noticesOf, noticesPage } from './notices.ts'

/** Writes THIRD-PARTY-NOTICES.md anew: `npm run notices`, after a package was added or updated. */
const notices = noticesOf(repoRoot, await bundledSources(repoRoot))
writeFileSync(join(repoRoot, 'THIRD-PARTY-NOTICES.md'), noticesPage(notices))
