import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildFailure, Metafile } from 'esbuild'
import { builtin, bundleOptions } from './bundle-options.ts'
import { contentDigest } from './content-digest.ts'
import { repoRoot, stateDir } from './paths.ts'

/** A service as one JavaScript file; in the npm package, with others that it shares. */
export interface Bundle {
  readonly file: string
  /** What it imports from its own folder. */
  readonly chunks: readonly string[]
  /** SHA-256 of the content, 12 hex digits. */
  readonly hash: string
}

/** Holds no path of this folder: a checkout may be copied or moved with it. */
interface Manifest {
  readonly hash: string
  readonly options: string
  /** Every source file that went in, with what tells a change: mtime in ms and size in bytes. */
  readonly inputs: Readonly<Record<string, readonly [number, number]>>
}

const bundlesDir = join(stateDir, 'bundles')

/** Bundles that nobody used for so long are removed; a restart in a run of today still finds its own. */
const KEEP_MS = 7 * 24 * 3_600_000

/** File times come from the kernel's coarse clock, up to one tick (4 ms at 250 Hz) behind. */
const COARSE_MS = 5

const options = { ...bundleOptions, absWorkingDir: repoRoot, write: false } as const

/**
 * Bundles `entry` (relative to the repository) to one ES module, or finds the bundle of an earlier call whose sources
 * have not changed (a few ms). Safe when several processes build at once: files appear whole or not at all.
 * @throws Error naming the service and the first error of the build.
 */
export async function bundle(name: string, entry: string): Promise<Bundle> {
  return cached(name, entry) ?? build(name, entry)
}

const fileOf = (name: string, hash: string) => join(bundlesDir, `${name}-${hash}.mjs`)

function optionsKey(entry: string): string {
  const { absWorkingDir: _, ...rest } = options
  return JSON.stringify([entry, rest, process.arch])
}

function cached(name: string, entry: string): Bundle | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(bundlesDir, `${name}.json`), 'utf8')) as Manifest
    if (manifest.options !== optionsKey(entry)) return undefined
    const file = fileOf(name, manifest.hash)
    // A millisecond: a copy may be cut off, and a file of this name may hold anything.
    if (contentDigest(readFileSync(file)) !== manifest.hash) return undefined
    return Object.entries(manifest.inputs).every(unchanged)
      ? { file, chunks: [], hash: manifest.hash }
      : undefined
  } catch {
    return undefined
  }
}

function unchanged([path, [mtimeMs, size]]: [string, readonly [number, number]]): boolean {
  const found = statSync(join(repoRoot, path))
  return found.mtimeMs === mtimeMs && found.size === size
}

async function build(name: string, entry: string): Promise<Bundle> {
  const { build: esbuild } = await import('esbuild')
  const before = Date.now()
  const result = await esbuild({ ...options, entryPoints: [entry] }).catch((error: BuildFailure) => {
    throw new Error(`${name} could not be bundled: ${error.errors?.[0]?.text ?? error.message}`)
  })
  const output = result.outputFiles[0]!
  const hash = contentDigest(output.contents)
  const file = fileOf(name, hash)
  mkdirSync(bundlesDir, { recursive: true })
  await writeWhole(file, output.contents)
  const manifest: Manifest = {
    hash,
    options: optionsKey(entry),
    inputs: await stamps(sourcesOf(result.metafile), before),
  }
  await writeWhole(join(bundlesDir, `${name}.json`), JSON.stringify(manifest))
  await removeOld()
  return { file, chunks: [], hash }
}

const sourcesOf = ({ inputs }: Metafile) =>
  Object.keys(inputs).filter((path) => !path.startsWith(`${builtin}:`))

/** A source that changed while the build ran gets a stamp that never matches, so that the next call builds again. */
async function stamps(paths: readonly string[], before: number): Promise<Manifest['inputs']> {
  const entries = await Promise.all(
    paths.map(async (path) => {
      const { mtimeMs, size } = await stat(join(repoRoot, path))
      return [path, [mtimeMs < before - COARSE_MS ? mtimeMs : -1, size]] as const
    }),
  )
  return Object.fromEntries(entries)
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(temporary, content)
  await rename(temporary, file)
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(bundlesDir)) {
    const file = join(bundlesDir, name)
    const found = await stat(file).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > KEEP_MS) await rm(file, { force: true })
  }
}
