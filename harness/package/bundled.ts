import { globSync } from 'node:fs'
import { build, type Metafile } from 'esbuild'
import manifest from '../../package.json' with { type: 'json' }
import { installedWith, vendoredPackages, vendorOptions } from './vendored.ts'

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
    return sourcesOf(metafile)
  })
  return [...new Set((await Promise.all([...builds, vendoredSources(root)])).flat())]
}

/** Of what goes into the package itself. */
async function vendoredSources(root: string): Promise<string[]> {
  const { metafile } = await build({
    ...vendorOptions(installedWith(manifest)),
    absWorkingDir: root,
    entryPoints: [...vendoredPackages],
    metafile: true,
    write: false,
    outdir: 'out',
  })
  return sourcesOf(metafile)
}

const sourcesOf = ({ outputs }: Metafile): string[] =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  )
