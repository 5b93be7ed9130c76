import { type Command, Option } from 'commander'
import { profiles } from '../scenario/profile.ts'
import { configHelp, guardHelp, names, several, wholeFrom } from './option-values.ts'

/** Commands for game-days by hand: `gameday up, inject, heal, mark, note, status, end`; and the kill switch, `gameday stop`. */
export function addGameDay(program: Command): void {
  for (const add of [addUp, addInject, addHeal, addMark, addNote, addStatus, addEnd, addStop]) add(program)
}

function addUp(program: Command): void {
  program
    .command('up')
    .description('start a system and keep it while people break it, with a live page; then write its report')
    .argument(
      '[what]',
      'name of a system, or id of a scenario for its system; default: the only system there is',
    )
    .addOption(
      new Option(
        '--runtime <runtime>',
        'containers when a Docker engine answers, else processes (auto)',
      ).choices(['auto', 'processes', 'containers']),
    )
    .addOption(
      new Option(
        '--profile <profile>',
        'production (default): real time; compressed runs every duration at a tenth',
      ).choices(Object.keys(profiles)),
    )
    .option('--variant <name>', 'a variant of the system, as a broken one that people are to find out')
    .option('--target <name>', 'a target of the configuration file, in place of our programs', names)
    .option('--config <file>', configHelp)
    .option('--hosts <n>', "number of hosts, in place of the system's own", wholeFrom(1, 20_000))
    .option('--seed <n>', 'seed of all random choices', wholeFrom(0, 2 ** 31 - 1))
    .option('--port <n>', 'port of the live page; default: a free one', wholeFrom(0, 65_535))
    .option('--plan <file>', 'faults that are injected by themselves, also hidden ones')
    .option('--guard <limit>', guardHelp, several)
    .option('--hypothesis <text>', 'what you believe that the system does; it stands in the report')
    .option(
      '--none-lost <operations>',
      'operations of the system of which none may be lost, with commas between them',
      names,
    )
    .option('--save-as <file>', 'write what was done as a scenario that can be run again')
    .option('--out <dir>', 'folder of the report; default: reports/<run-id>')
    .addHelpText('after', upHelp)
    .action(async (what, options) => (await import('./up.ts')).up(what, options))
}

const upHelp = `
It stays until \`gameday end\` or Ctrl-C, and ends with the verdict's exit code, as \`gameday run\`. docs/game-day.md is a guide.`

function addInject(program: Command): void {
  common(program.command('inject'))
    .description(
      'break something in the game-day that is up: `gameday inject latency api-db --delay 200ms --for 30s`',
    )
    .usage('<fault> <service or link> [options]')
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .option('--for <duration>', 'heal it after so long')
    .option('--expect <text>', 'what you expect to happen; the report sets it beside what did')
    .action(async (words, options) => (await import('./inject.ts')).inject(words, options))
}

function addHeal(program: Command): void {
  common(program.command('heal'))
    .description('heal a fault, start a service again, or heal all')
    .argument('[id]', 'of the fault, as in latency-1, or name of a service that has ended; default: all')
    .action(async (id, options) => (await import('./game-day.ts')).heal(id, options))
}

function addMark(program: Command): void {
  common(program.command('mark'))
    .description('mark this moment: `gameday mark "pager rang"`')
    .argument('<text>')
    .action(async (text, options) => (await import('./game-day.ts')).mark(text, options))
}

function addNote(program: Command): void {
  common(program.command('note'))
    .description('write something into the log of the game-day')
    .argument('<text>')
    .action(async (text, options) => (await import('./game-day.ts')).note(text, options))
}

function addStatus(program: Command): void {
  common(program.command('status'))
    .description('show the game-day that is up: services, open faults, addresses of its page')
    .action(async (options) => (await import('./game-day.ts')).status(options))
}

function addEnd(program: Command): void {
  common(program.command('end'))
    .description('end the game-day that is up: heal all, prove the steady state, write the report')
    .action(async (options) => (await import('./game-day.ts')).end(options))
}

function addStop(program: Command): void {
  common(program.command('stop'))
    .description(
      'the kill switch: heal everything of a run or a game-day that is going, now; verdict stopped',
    )
    .argument('[folder]', 'of the run; default: every run of this project that is going')
    .option(
      '--within <seconds>',
      'how long it may take to heal and report before its harness is killed; default: 60',
      wholeFrom(1, 3_600),
    )
    .addHelpText('after', stopHelp)
    .action(async (folder, options) => (await import('./stop.ts')).stop(folder, options))
}

const stopHelp = `
A file STOP in the folder of the run does the same: \`touch reports/<run-id>/STOP\`. What is written in it is the reason.
Exit codes: 0 it is healed and reported · 2 its harness had to be killed; what it had started is removed · 64 usage error`

const common = (command: Command): Command =>
  command
    .option('--json', 'as JSON')
    .option('--by <name>', 'who does it; default: your user name')
    .option('--config <file>', configHelp)
