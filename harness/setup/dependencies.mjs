import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/** Written last, so that an interrupted `npm ci` is done again. */
const stamp = join(root, 'node_modules', '.gameday-setup')

/**
 * Runs `npm ci` unless node_modules is already what package-lock.json says.
 * @returns {Promise<boolean>} false when it failed; what to do has been said
 */
export async function ensureDependencies() {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  process.stderr.write('gameday: installing dependencies (npm ci) …\n')
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
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

/** Changes with the lock file and with the kind of machine that the packages' programs were built for. */
function fingerprint() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
}
