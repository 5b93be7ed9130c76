/**
 * npm (`npx`, `npm run`; pnpm and yarn alike) runs a command in a shell of its own. So the process that somebody started, and may kill, is no
 * parent of the command, and a SIGKILL of it is told to nobody. This asks now and then whether those two are still there.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** ms; what a run leaves behind must be gone in 5 s. */
const askEveryMs = 1_000

const manager = /^(?:npm|npx|pnpm|yarn|bunx?)\s|[/\\](?:npm|npx|pnpm|yarn)(?:-cli)?(?:\.c?js)?\s/
const shell = /^\S*\b(?:sh|ash|bash|dash|zsh)\s(?:-\S+\s)*-\w*c\s/

/** Calls `end` when the package manager that started this process is gone, or its shell; never where none did. */
export function whenNpmIsGone(end) {
  const started = startedBy()
  if (!started) return
  const timer = setInterval(() => {
    if (started.every(({ pid, parent }) => parentOf(pid) === parent)) return
    clearInterval(timer)
    end()
  }, askEveryMs)
  timer.unref()
}

/**
 * From this process up, those whose parent must stay the same; undefined where no package manager started this one. A program
 * between the two may have been left running on purpose.
 */
function startedBy() {
  if (process.env.npm_config_user_agent === undefined) return undefined
  const own = { pid: process.pid, parent: process.ppid }
  const parent = processOf(own.parent)
  if (!parent || manager.test(parent.command)) return parent && [own]
  const above = shell.test(parent.command) && processOf(parent.parent)
  return above && manager.test(above.command) ? [own, { pid: own.parent, parent: parent.parent }] : undefined
}

const parentOf = (pid) => (pid === process.pid ? process.ppid : processOf(pid)?.parent)

/** Parent and command line of a process; undefined where it is gone, or where nobody tells. */
function processOf(pid) {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
  } catch {
    return undefined
  }
}

function fromProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  return { parent, command: `${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')} ` }
}

function fromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' })
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? []
  return parent === undefined ? undefined : { parent: Number(parent), command: `${command} ` }
}
