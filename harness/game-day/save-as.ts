import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { cannotWrite } from '../file-trouble.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { Code, quoted, type Step } from './code.ts'

export interface SaveOptions {
  /** Absolute path of the scenario to be written. */
  readonly file: string
  /** The scenario whose system was broken, and its file. */
  readonly source: { readonly id: string; readonly file: string }
  /** What scenario files import: `gameday`, or a path in a checkout of gameday itself. */
  readonly door: string
  readonly hypothesis: string
  /** Operations of which none may be lost. */
  readonly noneLost: readonly string[]
}

/** Looks, before anything starts, whether a scenario can be written there. @throws UsageError */
export function refuseSaveAs(text: string): string {
  const file = resolve(text)
  if (!/\.(ts|js|mjs)$/.test(file)) throw new UsageError(`--save-as ${text}: a scenario ends in .scenario.ts`)
  if (existsSync(file)) throw new UsageError(`--save-as ${text}: it is there already; choose another name`)
  if (!existsSync(dirname(file)))
    throw new UsageError(`--save-as ${text}: there is no folder ${dirname(file)}`)
  return file
}

/**
 * Writes what was done by hand as a scenario that does it again at the same moments.
 * @throws UsageError where nothing was injected, and where the file cannot be written
 */
export function saveAs(events: readonly JournalEvent[], options: SaveOptions): void {
  const text = scenarioText(events, options)
  try {
    writeFileSync(options.file, text, { flag: 'wx' })
  } catch (error) {
    throw new UsageError(cannotWrite(options.file, error))
  }
}

/** @throws UsageError where nothing was injected */
export function scenarioText(events: readonly JournalEvent[], options: SaveOptions): string {
  const { file, source, door, hypothesis, noneLost } = options
  const steps = stepsOf(events)
  if (!steps.some(({ deed }) => deed.kind === 'game-day' && deed.did === 'inject'))
    throw new UsageError('nothing was injected by hand: there is nothing to save')
  const operations = operationsOf(events).filter(({ name }) => noneLost.includes(name))
  const code = new Code(eventsOf(events, 'header')[0]?.factor ?? 1)
  for (const step of steps) code.step(step)
  const body = code.end()
  const tools = ['check', ...(operations.length > 0 ? ['watch'] : []), ...code.tools].sort()
  const from = `./${relative(dirname(file), source.file)}`.replace('./../', '../')
  const during = operations.length > 0 ? ['using during = watch()'] : []
  const lost = operations.map(({ name, first }) => [
    `precondition(${quoted(`${name}s ${first}`)}, during.operations.${name}.seen()).atLeast(1)`,
    `check(${quoted(`${name}s lost`)}, during.operations.${name}.lost()).is(0)`,
  ])
  const checks = [
    ...lost.flat(),
    `check('back in the steady state', metric('steady-again', {})).atMost('30s')`,
  ]
  if (operations.length > 0) tools.push('precondition')
  return `import { metric, scenario, systemOf } from ${quoted(door)}

scenario(
  ${quoted(idOf(file))},
  {
    hypothesis: ${quoted(hypothesis)},
    source: ${quoted(`a game-day by hand on ${(eventsOf(events, 'header')[0]?.wallClock ?? '').slice(0, 10)}`)},
    system: await systemOf(new URL(${quoted(from)}, import.meta.url), ${quoted(source.id)}),
    // A check that nothing can break proves nothing: name a variant of the system that must fail here.
    broken: {},
  },
  async ({ ${[...new Set(tools)].sort().join(', ')} }) => {
${[...during, ...body, ...checks].map((line) => `    ${line}`).join('\n')}
  },
)
`
}

/** `scenarios/shop/found.scenario.ts` is `shop/found`. */
function idOf(file: string): string {
  const name = basename(file, extname(file)).replace(/\.scenario$/, '')
  const word = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'found'
  return `${word(basename(dirname(file)))}/${word(name)}`
}

/** What people did, in order of time, from the steady state on. */
function stepsOf(events: readonly JournalEvent[]): Step[] {
  const zero = eventsOf(events, 'steady')[0]?.at ?? 0
  const deeds = [
    ...eventsOf(events, 'game-day'),
    ...eventsOf(events, 'mark').filter(({ by }) => by !== undefined),
  ]
  const sorted = deeds.toSorted((a, b) => a.at - b.at)
  return sorted.map((deed, index) => {
    const before = sorted[index - 1]?.at ?? zero
    return { deed, afterMs: (deed.at - before) / NS_PER_MS }
  })
}

/** Operations that were seen, each with its first step. */
function operationsOf(events: readonly JournalEvent[]): { readonly name: string; readonly first: string }[] {
  const found = new Map<string, string>()
  for (const { operation, state } of eventsOf(events, 'operation'))
    if (!found.has(operation)) found.set(operation, state)
  return [...found].map(([name, first]) => ({ name, first }))
}

/** What a scenario file imports from: the package, or in gameday's own checkout its door. */
export const doorFor = (file: string, root: string, isOwn: boolean): string =>
  isOwn
    ? `./${relative(dirname(file), join(root, 'harness/scenario.ts'))}`.replace('./../', '../')
    : 'gameday'
