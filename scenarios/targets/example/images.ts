#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chooseBase, localTags } from '../../../docker/images.ts'

// The images that gameday.config.ts names, for the containers runtime: one file each, on the Node base.

const folder = fileURLToPath(new URL('.', import.meta.url))
// CommonJS dependencies call require() for Node's own modules; an ES module has none.
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
const base = chooseBase('node', await localTags(10_000)).image

for (const name of ['relay', 'host']) {
  const context = mkdtempSync(join(tmpdir(), `example-${name}-`))
  try {
    copyFileSync(join(folder, 'Dockerfile'), join(context, 'Dockerfile'))
    await build({
      entryPoints: [join(folder, name, 'main.ts')],
      outfile: join(context, 'service.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      banner: { js: banner },
    })
    const args = [
      'build',
      '--quiet',
      '--build-arg',
      `BASE=${base}`,
      '--tag',
      `gameday-example-${name}`,
      context,
    ]
    execFileSync('docker', args, { stdio: 'inherit' })
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}
