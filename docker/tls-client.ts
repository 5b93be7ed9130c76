import { readFileSync } from 'node:fs'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import { ConfigError, type Env } from './env.ts'

/** `any`: whatever certificate a server presents is taken. `any-host`: also one for another host. Both are broken variants. */
export const certificateOptionValues = ['verified', 'any', 'any-host'] as const

/**
 * How a client tells whether a server is the one that it means.
 * @param name of the variable with the path of the certificates of authorities that it trusts, PEM, in place of those of the machine
 * @throws ConfigError when that file cannot be read
 */
export function trustOptions(
  env: Env,
  name: string,
  certificates: (typeof certificateOptionValues)[number],
): ConnectionOptions {
  const trusted = env[name]
  return {
    // Made once: with `ca` alone each connection would read the certificates anew.
    ...(trusted && { secureContext: createSecureContext({ ca: read(name, trusted) }) }),
    ...(certificates === 'any' && { rejectUnauthorized: false }),
    ...(certificates === 'any-host' && { checkServerIdentity: () => undefined }),
  }
}

function read(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(`${name}: ${path} cannot be read (${code}): give it the path of a PEM file`)
  }
}
