import { cpSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { HarnessError } from '../errors.ts'
import { root } from './mutants.ts'

/** Not copied: what is not source, and what a run of the copy makes again. */
const leftOut = new Set(['.git', '.gameday', 'node_modules', 'reports'])

/** A copy of the checkout in a temporary folder; removed when it is disposed of. */
export interface Checkout extends Disposable {
  readonly path: string
}

/** Copies the sources; the packages are linked, as no mutant changes them. */
export function copyCheckout(): Checkout {
  // esbuild names its inputs by their real paths.
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'gameday-mutant-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  try {
    cpSync(root, path, { recursive: true, filter: (source) => !leftOut.has(relative(root, source)) })
    symlinkSync(realpathSync(join(root, 'node_modules')), join(path, 'node_modules'))
  } catch (error) {
    remove()
    throw error
  }
  return { path, [Symbol.dispose]: remove }
}

/**
 * A run that never bundled the changed sources says nothing about the mutant: its services would have been the good ones.
 * @throws HarnessError when none of `changes` went into a bundle of the copy
 */
export function assertBundled(checkout: string, changes: readonly string[]): void {
  const manifests = globSync('.gameday/bundles/*.json', { cwd: checkout })
  const inputs = new Set(manifests.flatMap((file) => inputsOf(join(checkout, file))))
  if (!changes.some((file) => inputs.has(file)))
    throw new HarnessError(`no program that ran was built from ${changes.join(', ')}`)
}

function inputsOf(manifest: string): string[] {
  return Object.keys((JSON.parse(readFileSync(manifest, 'utf8')) as { inputs: object }).inputs)
}
