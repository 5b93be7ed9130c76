import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { assertBundled, copyCheckout } from './checkout.ts'
import { applyMutants, loadMutants, root } from './mutants.ts'

const mutant = loadMutants().find(({ name }) => name === 'relay/one-missed-ping-is-enough')!

describe('a copy of the checkout', () => {
  test('has the sources and packages, nothing of other runs, and is gone afterwards', {
    timeout: 60_000,
  }, () => {
    let path: string
    {
      using checkout = copyCheckout()
      path = checkout.path
      expect(readFileSync(join(path, 'package.json'), 'utf8')).toBe(
        readFileSync(join(root, 'package.json'), 'utf8'),
      )
      expect(existsSync(join(path, 'node_modules/esbuild/package.json'))).toBe(true)
      for (const name of ['.git', '.gameday', 'reports']) expect(existsSync(join(path, name))).toBe(false)
    }
    expect(existsSync(path)).toBe(false)
  })

  test('bundles its own changed sources, not those of the checkout that it came from', {
    timeout: 60_000,
  }, async () => {
    using checkout = copyCheckout()
    await applyMutants([mutant], checkout.path)
    expect(() => assertBundled(checkout.path, mutant.changes)).toThrow(/no program that ran was built/)
    bundleRelay(checkout.path)
    assertBundled(checkout.path, mutant.changes)
    expect(bundled(checkout.path)).toContain('this.#missedPings >= 1')
    expect(() => assertBundled(checkout.path, ['docker/vms/main.ts'])).toThrow(/docker\/vms\/main\.ts/)
  })
})

/** As a run does, in a process whose modules are those of the copy. */
function bundleRelay(path: string): void {
  const script =
    "const { programs } = await import('./docker/programs.ts'); await programs.relay.processArgv()"
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: path })
}

function bundled(path: string): string {
  const files = globSync('.gameday/bundles/relay-*.mjs', { cwd: path })
  return files.map((file) => readFileSync(join(path, file), 'utf8')).join('\n')
}
