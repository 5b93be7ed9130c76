import { type Command, Option } from 'commander'
import { wholeFrom } from './option-values.ts'

/** Commands for runs that have ended: `gameday report, compare, trend, history, export`. */
export function addFinishedRuns(program: Command): void {
  for (const add of [addReport, addCompare, addTrend, addHistory, addExport]) add(program)
}

function addReport(program: Command): void {
  program
    .command('report')
    .description('build the report of a run again from its journals')
    .argument('<dir>', 'folder of the run')
    .option(
      '--baseline <dir>',
      'run, or folder of runs, that the report compares with; else the one of last time',
    )
    .option('--no-baseline', 'compare with none')
    .action(async (dir, options) => (await import('./report.ts')).report(dir, options))
}

function addCompare(program: Command): void {
  program
    .command('compare')
    .description(
      'say which checks of a run are worse or better than in a baseline, and which are within noise',
    )
    .argument('<baseline>', 'folder of a run, or of several runs, whose repetitions are taken together')
    .argument('<run>', 'the same')
    .addOption(new Option('--json', 'as JSON').conflicts('markdown'))
    .option('--markdown', 'as Markdown, for an issue or a pull request')
    .option(
      '--last <n>',
      'the baseline is a folder of nights: take the last n before the run, and count how the nights differ as noise',
      wholeFrom(1, 1_000),
    )
    .addHelpText('after', compareHelp)
    .action(async (baseline, run, options) => (await import('./compare.ts')).compare(baseline, run, options))
}

function addTrend(program: Command): void {
  program
    .command('trend')
    .description('draw the runs of a folder side by side, a chart per check')
    .argument('<folder>', 'folder with one folder per run')
    .option('--out <file>', 'the page; default: trend.html in the folder')
    .addOption(new Option('--json', 'the series as JSON, and no page').conflicts('out'))
    .action(async (folder, options) => (await import('./trend.ts')).trend(folder, options))
}

function addHistory(program: Command): void {
  program
    .command('history')
    .description(
      'keep the figures of the runs in a folder, and show since when what is worse: first bad commit, change points, flake score',
    )
    .argument('<folder>', 'folder with one folder per run; its figures are kept in history.ndjson')
    .option('--out <file>', 'the page; default: history.html in the folder')
    .option(
      '--last <n>',
      'nights before the newest that it is compared with, and within which a change point is new; default: 10',
      wholeFrom(1, 1_000),
    )
    .addOption(new Option('--json', 'as JSON, and no page').conflicts(['out', 'markdown']))
    .option('--markdown', 'as Markdown, for an issue')
    .addHelpText('after', historyHelp)
    .action(async (folder, options) => (await import('./history.ts')).history(folder, options))
}

function addExport(program: Command): void {
  program
    .command('export')
    .description(
      'faults, phases and outages of a run for other tools: marks for Grafana, spans for OpenTelemetry',
    )
    .argument('<dir>', 'folder of the run')
    .addOption(
      new Option(
        '--format <format>',
        'grafana: a JSON array, each for POST /api/annotations; otlp: OTLP/JSON, a trace per execution',
      )
        .choices(['grafana', 'otlp'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'default: stdout')
    .option('--dashboard <uid>', 'of Grafana; default: annotations of the whole organisation')
    .action(async (dir, options) => (await import('./export.ts')).exportRun(dir, options))
}

const compareHelp = `
Exit codes: 0 nothing is worse · 1 something is worse · 2 something became inconclusive · 64 usage error
A check needs at least 5 and 4 repetitions (\`gameday run --repeat 5\`) to be told from chance; docs/statistics.md says how.`

const historyHelp = `
Exit codes: 0 nothing is worse · 1 something is worse · 2 the newest night says nothing, or the store cannot be written ·
            64 usage error
A run whose figures are in the store may be deleted. docs/history.md says more.`
