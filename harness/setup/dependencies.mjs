import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/** Written last, so that an interrupted `npm ci` is done again. */
const stamp = join(root, 'node_modules', '.gameday-setup')

/**
 * Runs `npm ci` unless node_modules is already what package-lock.json says.
 * @param {{ install: boolean }} options install: false only looks
 * @returns {Promise<boolean>} false when it failed; what to do has been said
 */
export async function ensureDependencies({ install }) {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  const command = ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error']
  const written = `\`${command.join(' ')}\` in ${root}`
  if (!install) {
    process.stderr.write(
      `gameday: its packages are not installed as package-lock.json says; run ${written}\n`,
    )
    return false
  }
  if (!canWrite()) {
    process.stderr.write(`gameday: ${root} cannot be written by this user; let its owner run ${written}\n`)
    return false
  }
  process.stderr.write(`gameday: installing its packages with ${written} …\n`)
  const result = spawnSync(command[0], command.slice(1), {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    // Engine warnings speak of the machine's Node; Node 24 comes with the packages.
    env: { ...process.env, npm_config_engine_strict: 'false' },
  })
  if (result.status !== 0) {
    process.stderr.write('gameday: `npm ci` failed; it needs Node 20 or newer, npm and a registry\n')
    return false
  }
  writeFileSync(stamp, wanted)
  return true
}

/** Another user's checkout, or a read-only one, can be used once its packages are there. */
function canWrite() {
  try {
    accessSync(existsSync(join(root, 'node_modules')) ? join(root, 'node_modules') : root, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Changes with the lock file and with the kind of machine that the packages' programs were built for. */
function fingerprint() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
}
