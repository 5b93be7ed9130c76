#!/usr/bin/env node
/** `npx gameday …` in a checkout: the same as `npm run gameday -- …`. */
process.argv.splice(2, 0, 'gameday')
await import('../setup/start.mjs')
