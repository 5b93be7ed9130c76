import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { MissingPartError } from '../../errors.ts'

/** Debian and Homebrew packages of programs whose package has another name. */
const packageNames: Readonly<Record<string, { readonly apt: string; readonly brew: string }>> = {
  'redis-server': { apt: 'redis-server', brew: 'redis' },
  nginx: { apt: 'nginx-light', brew: 'nginx' },
  postgres: { apt: 'postgresql', brew: 'postgresql@15' },
  mariadbd: { apt: 'mariadb-server', brew: 'mariadb' },
  nft: { apt: 'nftables', brew: 'nftables' },
  ss: { apt: 'iproute2', brew: 'iproute2mac' },
  nsenter: { apt: 'util-linux', brew: 'util-linux' },
  prlimit: { apt: 'util-linux', brew: 'util-linux' },
  'rabbitmq-server': { apt: 'rabbitmq-server', brew: 'rabbitmq' },
}

/** Where Debian puts servers; they are not on everybody's PATH. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** Where Debian and Homebrew put programs that may be there in several releases; the newest one counts. */
const releaseFolders = ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql@*/bin']

/**
 * Full path of a program.
 * @throws MissingPartError with the one command that installs it.
 */
export function findProgram(program: string): string {
  if (isAbsolute(program)) return program
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found =
    [...folders, ...serverFolders].map((folder) => join(folder, program)).find(executable) ??
    newestRelease(program)
  if (!found) throw new MissingPartError(`${program} is not on the PATH; install it: ${installLine(program)}`)
  return found
}

function newestRelease(program: string): string | undefined {
  return releaseFolders
    .flatMap((folder) => globSync(join(folder, program)))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .find(executable)
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The command that installs a program on this machine. */
export function installLine(program: string): string {
  const names = packageNames[program] ?? { apt: program, brew: program }
  if (process.platform === 'darwin') return `brew install ${names.brew}`
  return `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install -y ${names.apt}`
}
