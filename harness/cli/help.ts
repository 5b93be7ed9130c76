import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { didYouMean } from '../targets/closest.ts'
import { referenceTopics } from './reference-topics.ts'

/**
 * `gameday help WHAT`: of a command its options; of a fault, a probe, a preset, a metric, or what a scenario gets, its part of the reference.
 * @throws UsageError that says what may be meant
 */
export function help(program: Command, what: string | undefined): void {
  if (what === undefined) {
    program.outputHelp()
    return
  }
  const command = program.commands.find((one) => one.name() === what)
  if (command) {
    command.outputHelp()
    return
  }
  const topics = referenceTopics()
  const found = topics.get(what) ?? topics.get(`faults.${what}`)
  if (found === undefined) {
    const names = [...topics.keys()].map((name) => name.replace(/^faults\./, ''))
    const known = [...program.commands.map((one) => one.name()), ...names]
    const meant = didYouMean(what, known, (one) => one)
    throw new UsageError(
      `there is no help on ${JSON.stringify(what)}${meant || ': `gameday help` lists the commands, docs/reference.md all else'}`,
    )
  }
  console.log(found)
}
