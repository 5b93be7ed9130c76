import { globSync } from 'node:fs'
import { build } from 'esbuild'

/** What is bundled for browsers, and what for Node: pages, services, and programs of targets. */
const bundles = {
  browser: ['harness/{report/page-script,game-day/page/script}/script.ts'],
  node: ['docker/*/main.ts', 'harness/toxiproxy/main.ts', 'scenarios/targets/*/*/main.ts'],
} as const

/** Paths, from `root`, of all sources of which something is in a bundle. @param root of the checkout */
export async function bundledSources(root: string): Promise<string[]> {
  const builds = Object.entries(bundles).map(async ([platform, globs]) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: globSync([...globs], { cwd: root }),
      bundle: true,
      platform: platform as keyof typeof bundles,
      format: 'esm',
      target: 'node24',
      metafile: true,
      write: false,
      outdir: 'out',
      logLevel: 'silent',
    })
    return Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([path]) => path),
    )
  })
  return [...new Set((await Promise.all(builds)).flat())]
}
