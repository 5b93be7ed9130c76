import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { whenNpmIsGone } from './npm-gone.mjs'

/** What runs now. */
let child

/**
 * Passes what this process is told on to what it has started, and ends when npm is gone. Call it first.
 * A terminal sends Ctrl-C to the child as well, a CI runner signals this process alone: the child takes what comes at the same time
 * for one.
 */
export function passSignalsOn() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => (child ? child.kill(signal) : process.exit(128 + constants.signals[signal])))
  // 129: as after a hang-up. The child ends with this process.
  whenNpmIsGone(() => process.exit(129))
}

/**
 * Runs a Node program to its end; it ends when this process does, however that goes.
 * @param {string[]} command Node, a file and its arguments
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code; 128 and the signal's number where a signal ended it
 */
export function handOver([program, ...argv], env = process.env) {
  // The pipe closes when this process is gone, and then the child goes, too.
  const stdio = ['inherit', 'inherit', 'inherit', 'pipe']
  child = spawn(program, ['--import', import.meta.resolve('./follow.mjs'), ...argv], {
    stdio,
    env: { ...env, GAMEDAY_LAUNCHER: '3' },
  })
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`gameday: ${program} does not start: ${error.message}\n`)
      resolve(2)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
