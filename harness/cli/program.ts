import { Command, Option } from 'commander'
import { isPackage } from '../../docker/paths.ts'
import manifest from '../../package.json' with { type: 'json' }
import { defaultConcurrency } from '../scenario/concurrency.ts'
import { profiles } from '../scenario/profile.ts'
import { addFinishedRuns } from './finished-run-commands.ts'
import { addGameDay } from './game-day-commands.ts'
import { configHelp, guardHelp, names, refuseBoth, several, shard, wholeFrom } from './option-values.ts'

/**
 * The command line: `gameday init, run, tour, up, inject, heal, mark, note, status, end, stop, list, report, compare, trend, history, export, doctor, clean, images, toxiproxy, completion`. `gameday` alone is the tour in a checkout, and runs all
 * scenarios in a project of its user's own.
 * A command's code is loaded when it is called: help and usage errors come at once.
 */
export function createProgram(): Command {
  const program = new Command('gameday')
    .description('Breaks a real system and proves from a journal how it recovered.')
    .version(manifest.version)
    .showHelpAfterError('(`gameday --help` lists the commands)')
    .helpCommand(false)
    .exitOverride()
  for (const add of [
    addHelp,
    addInit,
    addRun,
    ...(isPackage ? [] : [addTour]),
    addGameDay,
    addList,
    addFinishedRuns,
    addDoctor,
    addClean,
    addImages,
    addToxiproxy,
    addCompletion,
  ])
    add(program)
  for (const command of program.commands) command.exitOverride()
  return program
}

function addHelp(program: Command): void {
  program
    .command('help')
    .description(
      'say what a command, a fault, a probe, a preset or a metric does: `gameday help faults.latency`',
    )
    .argument('[what]')
    .action(async (what) => (await import('./help.ts')).help(program, what))
}

function addInit(program: Command): void {
  program
    .command('init')
    .description('write a first system and scenario here; what is there is left as it is')
    .option('-y, --yes', 'ask nothing')
    .option('--js', 'in JavaScript; default: TypeScript')
    .option('--no-workflow', 'without a GitHub workflow')
    .option('--compose <file>', 'a system and a scenario of the services of a Compose file')
    .action(async (options) => (await import('./init.ts')).init(options))
}

function addTour(program: Command): void {
  program
    .command('tour')
    .description(
      'one scenario of each system with its broken variants, in about a minute; what `gameday` alone does',
    )
    .action(async () => (await import('./tour.ts')).tour())
}

function addRun(program: Command): void {
  program
    .command('run', { isDefault: true })
    .description('run scenarios and write a report')
    .argument(
      '[scenario...]',
      'ids or globs, as in relay/rst, "relay/r*" or relay, which is all of them; all when none is named',
    )
    .addOption(
      new Option(
        '--runtime <runtime>',
        'containers when a Docker engine answers, else processes (auto); swarm: docs/several-machines.md',
      ).choices(['auto', 'processes', 'containers', 'both', 'swarm']),
    )
    .addOption(
      new Option(
        '--profile <profile>',
        'compressed (default) runs every duration at a tenth; a target always runs in production',
      ).choices(Object.keys(profiles)),
    )
    .option('--target <names>', 'targets of the configuration file, with commas between them', names)
    .option('--config <file>', configHelp)
    .option('--hosts <n>', "number of hosts, in place of each scenario's own", wholeFrom(1, 20_000))
    .option('--repeat <n>', 'how many times to run each variant; default: 1', wholeFrom(1, 10_000))
    .option(
      '--seed <n>',
      'seed of all random choices; the same seed gives the same plan',
      wholeFrom(0, 2 ** 31 - 1),
    )
    .addOption(new Option('--broken', 'run only the broken variants'))
    .option('--no-broken', 'run only the current versions')
    // As they were called once: scripts of others have them.
    .addOption(new Option('--known-bad').hideHelp())
    .addOption(new Option('--no-known-bad').hideHelp())
    .option('--shard <i/n>', 'only the i-th of n parts, to share a run among machines', shard)
    .option('--out <dir>', 'folder of the report; default: reports/<run-id>')
    .option('--baseline <dir>', 'run, or folder of runs, that the report compares with')
    .option(
      '--concurrency <n>',
      `scenarios that run at the same time; default: ${defaultConcurrency.processes} on processes, ${defaultConcurrency.containers} on containers`,
      wholeFrom(1, 64),
    )
    .option(
      '--retry-inconclusive <n>',
      'how many more attempts, with nothing beside them, what is inconclusive gets; never what failed or was missed',
      wholeFrom(0, 10),
    )
    .option('--watch', 'serve a live page of what runs')
    .option(
      '--private-network',
      'in a network of its own (Linux, processes): packet faults need no root then, and nothing is reached from outside',
    )
    .option('--guard <limit>', guardHelp, several)
    .option('--dry-run', 'list services, links and what would be done to them, and start nothing')
    .option('--json', 'of a dry run: as JSON')
    .addHelpText('after', exitCodeHelp)
    .hook('preAction', ({ parent }) => refuseBoth(parent?.args ?? [], brokenOnly, noBroken))
    .action(async (patterns, { knownBad, broken = knownBad, ...options }) =>
      (await import('./run.ts')).run(patterns, { ...options, ...(broken !== undefined && { broken }) }),
    )
}

function addList(program: Command): void {
  program
    .command('list')
    .description('list the scenarios with their broken variants')
    .argument('[scenario...]', 'ids or globs; all when none is named')
    .option('--json', 'as JSON')
    .addOption(
      new Option(
        '--checks',
        'every check: what it would notice, and which broken variants prove it',
      ).conflicts('target'),
    )
    .addOption(
      new Option('--faults', 'every kind of fault, those of your own files among them').conflicts([
        'target',
        'checks',
      ]),
    )
    .addOption(
      new Option(
        '--metrics',
        'every metric with its parameters, those of your own files among them',
      ).conflicts(['target', 'checks', 'faults']),
    )
    .addOption(
      new Option('--presets', 'every preset: a service that needs no description').conflicts([
        'target',
        'checks',
        'faults',
        'metrics',
      ]),
    )
    .option('--target <names>', 'say which scenarios can be had with these targets', names)
    .option('--config <file>', configHelp)
    .action(async (patterns, options) => (await import('./list.ts')).list(options, patterns))
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('show what this machine has and which runtime would be chosen')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./doctor.ts')).doctor(options))
}

function addClean(program: Command): void {
  program
    .command('clean')
    .description('remove what runs of gameday that died have left behind')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./clean.ts')).clean(options))
}

function addImages(program: Command): void {
  program
    .command('images')
    .description('build the images of the containers runtime that are missing')
    .option(
      '--from-debian',
      'make the base images out of Debian packages (for a machine that reaches no image registry)',
    )
    .action(async (options) => (await import('./images.ts')).images(options))
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the script by which a shell completes words: eval "$(gameday completion bash)"')
    .argument('<shell>', 'bash or zsh')
    .action(async (shell) => (await import('./completion.ts')).completion(shell))
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) => (await import('./completion.ts')).complete(program, words))
}

function addToxiproxy(program: Command): void {
  program
    .command('toxiproxy')
    .description('serve the embedded Toxiproxy until Ctrl-C')
    .option('--host <host>', 'where the API listens; default: TOXIPROXY_HOST, else 127.0.0.1')
    .option('--port <port>', "the API's port, 0 for a free one; default: TOXIPROXY_PORT, else 8474")
    .option(
      '--config <file>',
      "proxies to open at the start: Toxiproxy's JSON, an array; default: TOXIPROXY_CONFIG",
    )
    .option('--seed <n>', 'seed of every roll and jitter; default: TOXIPROXY_SEED, else drawn')
    .option('--proxy-metrics', 'serve the bytes carried at /metrics, for Prometheus')
    .option('--runtime-metrics', 'serve CPU, memory and descriptors of the process at /metrics')
    .action(async (options) => (await import('./toxiproxy.ts')).toxiproxy(options))
}

const exitCodeHelp = `
Exit codes: 0 all passed and every broken variant detected · 1 any failed or missed · 3 any stopped by a guard or by
            \`gameday stop\`, none failed · 2 any inconclusive, none failed or stopped · 64 usage error`

const brokenOnly = ['--broken', '--known-bad']
const noBroken = ['--no-broken', '--no-known-bad']
