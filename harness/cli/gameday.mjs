#!/usr/bin/env node
/** `npx gameday …`: in a checkout the same as `npm run gameday -- …`, in the npm package what was built of it. */
import { existsSync } from 'node:fs'

if (existsSync(new URL('main.ts', import.meta.url))) {
  process.argv.splice(2, 0, 'gameday')
  await import('../setup/start.mjs')
} else await import('../../dist/harness/setup/start-package.mjs')
