import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs that the processes runtime needs, and the packages that have them. */
const parts = [
  { program: 'redis-server', apt: 'redis-server', brew: 'redis', other: 'redis' },
  { program: 'nginx', apt: 'nginx-light', brew: 'nginx', other: 'nginx' },
  { program: 'caddy', apt: 'caddy', brew: 'caddy', other: 'caddy' },
  { program: 'postgres', apt: 'postgresql', brew: 'postgresql@15', other: 'postgresql' },
]

/** Where Debian and Homebrew put servers, which are not on everybody's PATH; the harness looks there too. */
const serverFolders = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  ...within('/usr/lib/postgresql'),
  ...within('/opt/homebrew/opt').filter((folder) => folder.includes('/postgresql@')),
]

/** The `bin` of every folder in this one. */
function within(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'bin')) : []
}

/**
 * Installs redis-server, nginx, Caddy and PostgreSQL where that can be done without asking anybody (root on Debian, Homebrew), and otherwise
 * prints the one command. Says what it will run before it runs it. Their absence is no error here: scenarios that need one are
 * skipped and say so.
 * @param {{ install: boolean }} options install: false leaves the machine as it is
 */
export async function ensureParts({ install }) {
  const missing = parts.filter(({ program }) => !onPath(program))
  if (missing.length === 0) return
  const names = missing.map(({ program }) => program).join(', ')
  const commands = install ? commandsToInstall(missing) : undefined
  if (!commands) {
    const how = commandsToInstall(missing)?.map(written).join(' && ') ?? commandForPeople(missing)
    process.stderr.write(
      `gameday: missing: ${names}; install with: ${how}\n` +
        '         Until then the processes runtime skips the scenarios that need them.\n',
    )
    return
  }
  process.stderr.write(
    [
      `gameday: missing: ${names}; installing them on this machine (--no-install or GAMEDAY_NO_INSTALL=1 leaves that) with:`,
      ...commands.map((command) => `           ${written(command)}`),
      '',
    ].join('\n'),
  )
  for (const command of commands) attempt(command)
}

/** Each part by itself: a package that a release lacks must not keep the others away. */
function commandsToInstall(missing) {
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends']
    return [['apt-get', 'update', '-qq'], ...missing.map(({ apt }) => [...install, apt])]
  }
  if (process.platform === 'darwin' && onPath('brew'))
    return missing.map(({ brew }) => ['brew', 'install', '--quiet', brew])
  return undefined
}

/** @param {string[]} command */
const written = (command) => command.join(' ')

/** Says what a failed command complained of; the next one is tried all the same. */
function attempt([program, ...args]) {
  // RUNLEVEL=1: a package must not start a server of the system's own.
  const { status, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })
  if (status === 0) return
  process.stderr.write(
    `gameday: \`${written([program, ...args])}\` failed: ${(stderr ?? '').trim().split('\n').at(-1)}\n`,
  )
}

function commandForPeople(missing) {
  const list = (name) => missing.map((part) => part[name]).join(' ')
  if (process.platform === 'darwin') return `brew install ${list('brew')}`
  if (onPath('apt-get')) return `sudo apt-get install ${list('apt')}`
  if (onPath('dnf')) return `sudo dnf install ${list('other')}`
  if (onPath('apk')) return `sudo apk add ${list('other')}`
  return `your package manager (the programs are called ${missing.map(({ program }) => program).join(', ')})`
}

/** @param {string} program */
function onPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...folders, ...serverFolders].some((folder) => existsSync(join(folder, program)))
}
