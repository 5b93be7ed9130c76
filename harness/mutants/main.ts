import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { endWith, exit, exitCodes } from '../cli/exit.ts'
import { HarnessError } from '../errors.ts'
import { profiles } from '../scenario/profile.ts'
import { writeDocs } from './docs.ts'
import { judgedLine, listLine, scoreLine } from './lines.ts'
import { loadMutants, type Mutant, selectMutants } from './mutants.ts'
import { runMutants } from './run-mutants.ts'
import { type Judged, outcomeOf, percentOf, scoresOf } from './score.ts'

/**
 * `npm run mutants`: applies each patch of docker/mutants/ to a copy of the checkout, runs the scenarios that should see it, and prints
 * which check did, which mutants nothing saw, and the score.
 */
interface Options {
  readonly profile: string
  readonly only?: string
  readonly repeat: number
  readonly atLeast?: number
  readonly keep?: string
  readonly control: boolean
  readonly list?: boolean
  readonly json?: boolean
  readonly writeDocs?: boolean
}

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (!interrupted.signal.aborted)
      process.stderr.write('\nstopping: the scenario that runs is healed first\n')
    interrupted.abort(new HarnessError('interrupted'))
  })

const code = await exit(() => program().parseAsync())
process.exit(interrupted.signal.aborted ? exitCodes.interrupted : code)

function program(): Command {
  return new Command('mutants')
    .description('Runs scenarios against services with one mistake each, and says which mistakes they see.')
    .addOption(
      new Option('--profile <profile>', 'how long durations are')
        .choices(Object.keys(profiles))
        .default('compressed'),
    )
    .option('--only <glob>', 'mutants whose name matches, as in "deploy/*"')
    .option(
      '--repeat <n>',
      'how many times to run each; detected is what was seen every time',
      whole(1, 1_000),
      1,
    )
    .option('--at-least <percent>', 'exit code 1 when the score of all is below', whole(0, 100))
    .option('--keep <dir>', 'keep the report of every run in this folder')
    .option('--no-control', 'leave out the run of the unmodified copy')
    .option('--list', 'only list the mutants')
    .option('--json', 'as JSON')
    .option('--write-docs', 'write the table of docs/mutants.md; what is left out by --only keeps its row')
    .exitOverride()
    .action(mutants)
}

async function mutants(options: Options): Promise<void> {
  const selected = selectMutants(loadMutants(), options.only)
  if (options.list) return list(selected, options)
  const say = (line: string) => (options.json ? console.error(line) : console.log(line))
  const judged = await runMutants(
    selected,
    {
      profile: options.profile,
      repeat: options.repeat,
      control: options.control,
      signal: interrupted.signal,
      ...(options.keep === undefined ? {} : { keep: resolve(options.keep) }),
    },
    {
      controlled: (notPassed) => {
        for (const { scenario, verdict, reason } of notPassed)
          say(
            `without a mutant ${scenario} is ${verdict}, so it is not counted${reason ? `: ${reason}` : ''}`,
          )
      },
      judged: (one) => say(judgedLine(one)),
    },
  )
  conclude(judged, options)
  if (options.writeDocs) writeDocs(judged, options.profile, loadMutants())
}

function conclude(judged: readonly Judged[], options: Options): void {
  const scores = scoresOf(judged)
  if (options.json) console.log(JSON.stringify(asJson(judged, options), null, 2))
  else {
    for (const score of scores) console.log(scoreLine(score))
    const apart = judged.filter((one) => outcomeOf(one) === 'not judged').length
    if (apart > 0) console.log(`${apart} not judged`)
  }
  if (options.atLeast !== undefined && percentOf(scores.at(-1)!) < options.atLeast) endWith(exitCodes.failed)
}

function asJson(judged: readonly Judged[], { profile }: Options) {
  return {
    profile,
    scores: scoresOf(judged).map((score) => ({ ...score, percent: percentOf(score) })),
    mutants: judged.map((one) => ({
      name: one.mutant.name,
      what: one.mutant.what,
      outcome: outcomeOf(one),
      repetitions: one.judgements,
    })),
  }
}

function list(selected: readonly Mutant[], { json }: Options): void {
  const rows = selected.map(({ file: _, ...rest }) => rest)
  if (json) console.log(JSON.stringify(rows, null, 2))
  else for (const mutant of selected) console.log(listLine(mutant))
}

function whole(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`)
  }
}
