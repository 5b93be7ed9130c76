#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { buildImages } from './build-images.ts'

const usage = `usage: npm run images [-- --from-debian]

Builds the images of the containers runtime that are missing.
  --from-debian   make the base image out of Debian packages (for a machine that reaches no image registry)`

/** Exit codes: 0 all images are there · 2 one could not be built · 64 bad option. */
async function main(): Promise<number> {
  const options = parse()
  if (!options) return 64
  if (options.help) {
    console.log(usage)
    return 0
  }
  try {
    const tags = await buildImages({ fromDebian: options['from-debian'], onProgress: console.log })
    for (const tag of Object.values(tags)) console.log(`ready ${tag}`)
    return 0
  } catch (error) {
    console.error(`images: ${(error as Error).message}`)
    return 2
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        'from-debian': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    console.error(`images: ${(error as Error).message}\n${usage}`)
    return undefined
  }
}

process.exitCode = await main()
