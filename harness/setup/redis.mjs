import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Installs redis-server where that can be done without asking anybody (root on Debian, Homebrew), and otherwise prints
 * the one command. Its absence is no error here: scenarios that need it are skipped and say so.
 */
export async function ensureRedis() {
  if (onPath('redis-server')) return
  const way = waysToInstall.find(({ possible }) => possible())
  if (!way) {
    process.stderr.write(
      `gameday: redis-server is missing; install it with: ${commandForPeople()}\n` +
        '         Until then the processes runtime skips the scenarios that need it.\n',
    )
    return
  }
  process.stderr.write('gameday: installing redis-server …\n')
  for (const [program, ...args] of way.commands) {
    // RUNLEVEL=1: the package must not start a server of the system's own.
    const { status, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    })
    if (status !== 0) {
      process.stderr.write(
        `gameday: \`${[program, ...args].join(' ')}\` failed: ${(stderr ?? '').trim().split('\n').at(-1)}\n`,
      )
      return
    }
  }
}

const waysToInstall = [
  {
    possible: () => process.getuid?.() === 0 && onPath('apt-get'),
    commands: [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'redis-server'],
    ],
  },
  {
    possible: () => process.platform === 'darwin' && onPath('brew'),
    commands: [['brew', 'install', '--quiet', 'redis']],
  },
]

function commandForPeople() {
  if (process.platform === 'darwin') return 'brew install redis'
  if (onPath('apt-get')) return 'sudo apt-get install redis-server'
  if (onPath('dnf')) return 'sudo dnf install redis'
  if (onPath('apk')) return 'sudo apk add redis'
  return 'your package manager (the program is called redis-server)'
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)))
}
