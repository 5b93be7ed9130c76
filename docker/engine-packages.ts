import { createRequire } from 'node:module'

/**
 * Packages through which containers are started, and their major versions. They are more than half of all that gameday would install, with native code to compile,
 * so that a project that starts processes only does without them.
 */
export const enginePackages = { testcontainers: 12, dockerode: 5 } as const

const require = createRequire(import.meta.url)

/** What is missing, and how to get it; undefined when all are there. */
export function enginePackagesMissing(
  resolve: (name: string) => unknown = require.resolve,
): string | undefined {
  const missing = Object.entries(enginePackages).filter(([name]) => !isThere(name, resolve))
  if (missing.length === 0) return undefined
  const names = missing.map(([name]) => name).join(' and ')
  const wanted = missing.map(([name, major]) => `${name}@${major}`).join(' ')
  return `${names} ${missing.length === 1 ? 'is' : 'are'} not installed: npm install --save-dev ${wanted}`
}

function isThere(name: string, resolve: (name: string) => unknown): boolean {
  try {
    resolve(name)
    return true
  } catch {
    return false
  }
}
