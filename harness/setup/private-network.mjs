import { spawnSync } from 'node:child_process'
import { hasCapability } from './capabilities.mjs'

/** On the command line of `run`. */
const option = '--private-network'

/** Brings its loopback up and becomes the program: a new namespace has it down. */
const enter = ['sh', '-c', 'ip link set lo up && exec "$0" "$@"']

/**
 * What a program is started by to run in a network namespace of its own, where that is asked for: packet faults then need no root, and
 * touch nothing else. Each becomes the next one, so signals, pipes and the exit code stay as they are. Ends this process with one line
 * where it cannot be had.
 * @param {readonly string[]} args of gameday's command line
 * @returns {{ around: string[], env: NodeJS.ProcessEnv }}
 */
export function networkOf(args) {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (!own.includes(option)) return { around: [], env: {} }
  if (process.platform !== 'linux') refuse(`needs Linux; this is ${process.platform}`)
  const around = ['unshare', ...namespaces(), '--', ...enter]
  const { error, status, stderr } = spawnSync(around[0], [...around.slice(1), 'true'], { encoding: 'utf8' })
  if (error || status !== 0) refuse(`cannot be had: ${why(error, stderr)}`)
  return { around, env: { GAMEDAY_PRIVATE_NETWORK: '1' } }
}

/** @param {string} reason */
function refuse(reason) {
  process.stderr.write(`gameday: ${option} ${reason}\n`)
  process.exit(64)
}

/** Who may not make a network namespace may make one within a user namespace of its own, with the same user id in it. */
function namespaces() {
  return hasCapability('CAP_SYS_ADMIN') ? ['--net'] : ['--user', '--map-current-user', '--keep-caps', '--net']
}

/**
 * @param {Error | undefined} error
 * @param {string | null} said
 */
function why(error, said) {
  if (error) return `unshare does not start (${error.message}); it comes with util-linux`
  const first = (said ?? '').trim().split('\n')[0]
  // What util-linux before 2.38 says of it.
  if (/option|invalid/i.test(first)) return `${first}; it needs util-linux 2.38 and iproute2`
  return `${first || 'unshare failed'}; this system lets nobody but root make namespaces`
}
