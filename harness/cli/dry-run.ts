import { formatMs, parseDuration } from '../duration.ts'
import { readGuards } from '../guard/guard.ts'
import { quotableData } from '../plain-text.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { planFaults } from '../scenario/plan-faults.ts'
import { defaultDeadline } from '../scenario/run.ts'
import { ownTarget } from '../scenario/targets.ts'
import type { Target } from '../targets/target.ts'
import { choose, type RunOptions, variantsOf } from './chosen.ts'
import { onStdout } from './colour.ts'

/** `gameday run --dry-run`: what a run would do to what, as far as that can be known. Starts nothing. */
export async function dryRun(patterns: readonly string[], given: RunOptions): Promise<void> {
  const { options, targets, scenarios, guard } = await choose(patterns, given)
  const [target] = targets?.targets ?? []
  const described = []
  for (const scenario of scenarios) described.push(await describe(scenario, { guard, target, options }))
  if (given.json) {
    console.log(JSON.stringify({ started: false, scenarios: described }, null, 2))
    return
  }
  for (const one of quotableData(described)) console.log(linesOf(one).join('\n'))
  const faults = described.reduce((sum, one) => sum + one.faults.length, 0)
  console.log(`${described.length} scenarios, ${faults} faults in their bodies. Nothing was started.`)
}

interface Given {
  readonly guard: readonly string[]
  readonly target: Target | undefined
  readonly options: RunOptions
}

async function describe(scenario: AnyScenario, { guard, target: named, options }: Given) {
  const { id, meta } = scenario
  const target = ownTarget(scenario, named)
  const { nodes, links } = meta.system.topology(target)
  const { faults, open } = await planFaults(scenario, target, options.hosts)
  const wanted = variantsOf(options)
  const held = ['current', ...Object.keys(meta.variants ?? {})]
  const variants = [
    ...(wanted === 'broken' ? [] : target ? [target.name] : held),
    ...(wanted === 'current' || target ? [] : Object.keys(meta.broken)),
  ]
  return {
    id,
    system: meta.system.name,
    hypothesis: meta.hypothesis,
    variants,
    repeat: options.repeat ?? 1,
    hosts: meta.system.hosts(options.hosts, target),
    services: nodes,
    links,
    faults,
    ...(open !== undefined && { open }),
    guards: readGuards([...guard, ...(meta.guard ?? [])]).map(({ text, about }) => ({ guard: text, about })),
    deadlineMs: parseDuration(meta.deadline ?? defaultDeadline),
  }
}

type Described = Awaited<ReturnType<typeof describe>>

function linesOf(one: Described): string[] {
  const { id, hypothesis, variants, services, links, faults, open, guards, deadlineMs } = one
  const times = one.repeat > 1 ? `, each ${one.repeat} times` : ''
  const fault = ({ fault: name, on, is, with: more, about }: Described['faults'][number]) => {
    const given = more.length === 0 ? '' : ` ${more.map((part) => JSON.stringify(part)).join(' ')}`
    return `    ${name} on ${on}${is === 'not known before it runs' ? ` (${is})` : ''}${given}: ${about}`
  }
  return [
    onStdout.bold(id),
    `  ${hypothesis}`,
    `  variants: ${variants.join(', ')}${times}`,
    `  services: ${services.map(({ name, role }) => (name === role ? name : `${name} (${role})`)).join(', ')}`,
    `  links: ${links.map(({ name }) => name).join(', ') || 'none'}`,
    faults.length === 0 ? '  faults: none that shows' : '  faults, in this order:',
    ...faults.map(fault),
    ...(open === undefined ? [] : [`    there may be others: ${open}`]),
    ...guards.map(({ guard, about }) => `  guard ${guard}: ${about}`),
    `  ends after ${formatMs(deadlineMs)} of its own time at the latest`,
  ]
}
