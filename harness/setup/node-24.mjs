import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What gameday uses of Node is there from this version on. */
const major = 24

/** npm has a package for each kind of machine that is nothing but Node; the one that fits comes with gameday. */
const ownNode = `node-${process.platform}-${process.arch}`

/**
 * The Node that runs gameday: the one that came with its packages, else this one.
 * @returns {string | undefined} undefined where this one is too old; `node24Missing` says what to do
 */
export function node24() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${ownNode}/package.json`)
    const program = join(dirname(manifest), 'bin', 'node')
    if (existsSync(program)) return program
  } catch {
    // It is optional: there is none for every machine.
  }
  return Number.parseInt(process.versions.node, 10) >= major ? process.execPath : undefined
}

/** For people. */
export const node24Missing =
  `gameday needs Node ${major} and this is ${process.versions.node}; the package ${ownNode}, which would bring one, is not ` +
  `installed: use Node ${major}, or install again without --omit=optional`
