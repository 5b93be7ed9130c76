import { globSync } from 'node:fs'
import { type BuildOptions, build } from 'esbuild'
import { bundleOptions } from '../../docker/bundle-options.ts'
import { packedOptions } from './bundles.ts'
import { vendoredPackages } from './vendored.ts'

/** Paths, from `root`, of all sources of which something is in a bundle. @param root of the checkout */
export async function bundledSources(root: string): Promise<string[]> {
  const filesOf = (...globs: string[]) => globSync(globs, { cwd: root })
  const builds: BuildOptions[] = [
    {
      ...bundleOptions,
      platform: 'browser',
      plugins: [],
      entryPoints: filesOf('harness/{report/page-script,game-day/page/script}/script.ts'),
    },
    {
      ...bundleOptions,
      entryPoints: filesOf('docker/*/main.ts', 'harness/toxiproxy/main.ts', 'scenarios/targets/*/*/main.ts'),
    },
    { ...packedOptions, entryPoints: [...vendoredPackages] },
  ]
  return [...new Set((await Promise.all(builds.map((options) => sourcesOf(options, root)))).flat())]
}

async function sourcesOf(options: BuildOptions, root: string): Promise<string[]> {
  const common = { absWorkingDir: root, metafile: true, write: false, outdir: 'out' } as const
  const { metafile } = await build({ ...options, ...common })
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  )
}
