import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { whenNpmIsGone } from './npm-gone.mjs'

/** What runs now. */
let child

/** What goes on when its terminal is closed: a game-day by hand, which `gameday end` ends from another one. */
const outlivesTerminal = new Set(['up'])

/** Whether that is what was started. */
let outlives = false

/**
 * Passes what this process is told on to what it has started, and ends when npm is gone. Call it first.
 * A terminal sends Ctrl-C to the child as well, a CI runner signals this process alone: the child takes what comes at the same time
 * for one.
 * @param {string} [command] of gameday's command line
 */
export function passSignalsOn(command) {
  outlives = outlivesTerminal.has(command)
  let hungUp = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      hungUp ||= signal === 'SIGHUP'
      if (child) child.kill(signal)
      else process.exit(128 + constants.signals[signal])
    })
  whenNpmIsGone(() => {
    // The terminal took npm with it, and not somebody who wanted an end.
    if (hungUp && outlives) return
    // 129: as after a hang-up. The child ends with this process.
    process.exit(129)
  })
}

/**
 * Runs a Node program to its end; it ends when this process does, however that goes.
 * @param {string[]} command Node, a file and its arguments
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} around what becomes that program after it has prepared its process
 * @returns {Promise<number>} its exit code; 128 and the signal's number where a signal ended it
 */
export function handOver([node, ...argv], env = process.env, around = []) {
  // The pipe closes when this process is gone, and then the child goes, too.
  const stdio = ['inherit', 'inherit', 'inherit', 'pipe']
  const [program, ...rest] = [...around, node, '--import', import.meta.resolve('./follow.mjs'), ...argv]
  child = spawn(program, rest, {
    stdio,
    env: { ...env, GAMEDAY_LAUNCHER: '3' },
    // In a session of its own: a terminal that is closed hangs up on all of its own one, on the programs that a run has started, too.
    detached: outlives,
  })
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`gameday: ${program} does not start: ${error.message}\n`)
      resolve(2)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
