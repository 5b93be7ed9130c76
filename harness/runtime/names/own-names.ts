import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findProgram } from '../processes/program.ts'
import type { RuntimeOptions } from '../runtime.ts'

/** Folder of this machine for the files by which a service finds its DNS server. */
export const namesFolder = ({ logDir }: Pick<RuntimeOptions, 'logDir'>, service: string): string =>
  resolve(dirname(logDir), 'names', service)

/** Paths of the files that a program reads in place of `/etc/resolv.conf` and `/etc/nsswitch.conf`. */
export interface NameFiles {
  readonly resolver: string
  readonly order: string
}

/** Writes the files by which a program asks one DNS server, and nobody else. */
export function writeNameFiles(server: string, folder: string): NameFiles {
  mkdirSync(folder, { recursive: true })
  const resolver = join(folder, 'resolv.conf')
  const order = join(folder, 'nsswitch.conf')
  writeFileSync(resolver, `nameserver ${server}\n`)
  // Otherwise a machine's own service for names may be asked, past the file.
  writeFileSync(order, 'passwd: files\ngroup: files\nhosts: files dns\n')
  return { resolver, order }
}

/** Mounts two files over those of the machine, in a mount namespace that ends with the program. */
const script = `mount --bind "$1" /etc/resolv.conf &&
if [ -e /etc/nsswitch.conf ]; then mount --bind "$2" /etc/nsswitch.conf; fi &&
shift 2 && exec "$@"`

/**
 * The command of a program that asks this DNS server, and no other. The program has the pid of the command.
 * @param folder for the files that it reads in place of the machine's
 * @throws MissingPartError where `unshare` is missing
 */
export function withOwnNames(argv: readonly string[], server: string, folder: string): readonly string[] {
  const { resolver, order } = writeNameFiles(server, folder)
  return [findProgram('unshare'), '--mount', '--', '/bin/sh', '-c', script, 'sh', resolver, order, ...argv]
}
