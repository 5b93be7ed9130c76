import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Packages that show in a type which a user sees: `services.cache.client` is a client of ioredis. */
export const declaredPackages = ['ioredis'] as const

/** `./x` in `from "./x"` and `import("./x")`. */
const relativeImport = /(?:from|import\(?)\s*['"](\.[^'"]*)['"]/g

/**
 * Copies those declarations of a package that its types are made of.
 * @param folder that gets a folder for the package
 * @returns the path under which its types are imported, without extension
 */
export function copyDeclarations(name: string, root: string, folder: string): string {
  const from = join(root, 'node_modules', name)
  const { types, typings = types, type = 'commonjs' } = manifestOf(from)
  const to = join(folder, name)
  const main = resolve(from, typings)
  const copied = new Set([main])
  // A set also goes through what it gets meanwhile.
  for (const path of copied)
    for (const [, imported] of readFileSync(path, 'utf8').matchAll(relativeImport))
      copied.add(declarationOf(join(dirname(path), imported!)))
  for (const path of copied) {
    const copy = join(to, relative(from, path))
    mkdirSync(dirname(copy), { recursive: true })
    copyFileSync(path, copy)
  }
  // Its imports are without extensions, which only CommonJS allows.
  writeFileSync(join(to, 'package.json'), `${JSON.stringify({ type })}\n`)
  return join(to, relative(from, main)).replace(/\.d\.ts$/, '')
}

const manifestOf = (folder: string): { types: string; typings?: string; type?: string } =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

function declarationOf(path: string): string {
  const candidates = [path.replace(/(\.js)?$/, '.d.ts'), join(path, 'index.d.ts')]
  return candidates.find((file) => existsSync(file))!
}
