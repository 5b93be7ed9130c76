import { allMetrics } from '../analysis/metric.ts'
import { UsageError } from '../errors.ts'
import { allFaults } from '../faults/faults.ts'
import { storedChecks } from '../report/checks-table/stored.ts'
import { loadCatalogue, selectScenarios } from '../scenario/catalogue.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { findProject } from '../scenario/project.ts'
import { refusalAnywhere } from '../scenario/targets.ts'
import { unreportedChecks } from '../scenario/unreported-checks.ts'
import type { Target } from '../targets/target.ts'
import { onStdout } from './colour.ts'
import { presetsInReference } from './reference-topics.ts'
import { describeTargets, forTargets } from './targets.ts'

interface ListOptions {
  readonly json?: boolean
  readonly target?: readonly string[]
  readonly config?: string
  readonly checks?: boolean
  readonly faults?: boolean
  readonly metrics?: boolean
  readonly presets?: boolean
}

/** `gameday list`: every scenario with its hypothesis and broken variants; of targets, which they can be used for. */
export async function list(
  { json = false, target, checks, faults, metrics, presets, config }: ListOptions,
  patterns: readonly string[] = [],
): Promise<void> {
  const whole = Object.entries({ checks, faults, metrics, presets }).find(([, asked]) => asked)?.[0]
  if (whole !== undefined && patterns.length > 0)
    throw new UsageError(
      `--${whole} lists all: leave out ${patterns[0]}, or ask \`gameday help ${patterns[0]}\``,
    )
  if (checks) return listChecks(json)
  if (presets) return listPresets(json)
  const project = await findProject(config, target !== undefined)
  if (faults || metrics) {
    // Scenario files may define some of their own.
    await loadCatalogue(project)
    return faults ? listFaults(json) : listMetrics(json)
  }
  const targets = target ? (await describeTargets(target, { config: project.configFile })).targets : []
  const catalogue = selectScenarios(await loadCatalogue(project), patterns)
  const scenarios = await Promise.all(
    (target ? forTargets(catalogue, []) : catalogue).map((one) => describe(one, targets)),
  )
  if (json) {
    console.log(JSON.stringify(scenarios, null, 2))
    return
  }
  for (const { id, hypothesis, needs, variants, broken, skipped, unreported } of scenarios) {
    console.log(onStdout.bold(id))
    console.log(`  ${hypothesis}`)
    for (const layer of needs) console.log(onStdout.dim(`  needs ${layer}: see gameday doctor`))
    for (const reason of skipped) console.log(onStdout.yellow(`  skipped: ${reason}`))
    for (const { reason, checks } of unreported)
      console.log(onStdout.yellow(`  ${reason}: ${checks.join('; ')}`))
    for (const name of variants) console.log(onStdout.dim(`  ${name} must hold as well`))
    for (const { name, failsOn } of broken)
      console.log(onStdout.dim(`  broken ${name} must fail on: ${failsOn.join('; ')}`))
  }
}

function listChecks(json: boolean): void {
  const rows = storedChecks()
  if (json) {
    console.log(JSON.stringify(rows, null, 2))
    return
  }
  for (const { scenario, check, notices, provenBy } of rows) {
    const [production, compressed] = [notices.production, notices.compressed].map(noticesText)
    console.log(`${onStdout.bold(scenario)}  ${check}`)
    console.log(`  notices ${production} in production, ${compressed} compressed`)
    console.log(onStdout.dim(`  proven by ${provenBy.length}: ${provenBy.join(', ') || 'none'}`))
  }
}

const noticesText = (factor: number | null) =>
  factor === null ? 'the next value' : `${Number(factor.toFixed(2))} × its limit`

function listFaults(json: boolean): void {
  const faults = allFaults().map(({ name, about, injections, needs }) => ({
    name,
    about,
    ...(needs && { needs }),
    calls: Object.keys(injections).map((call) => `faults.${call}`),
  }))
  if (json) {
    console.log(JSON.stringify(faults, null, 2))
    return
  }
  for (const { name, about, calls, needs } of faults) {
    console.log(`${onStdout.bold(name)}  ${onStdout.dim(calls.join(', '))}`)
    console.log(`  ${about}${needs ? onStdout.dim(`; needs ${needs}`) : ''}`)
  }
}

function listMetrics(json: boolean): void {
  const metrics = allMetrics().map(({ name, parameters, needs, times, series }) => ({
    name,
    parameters,
    needs,
    drawn: [times && 'spread', series && 'series'].filter((one) => one !== undefined),
  }))
  if (json) {
    console.log(JSON.stringify(metrics, null, 2))
    return
  }
  for (const { name, parameters } of metrics)
    console.log(`${onStdout.bold(name)}  ${onStdout.dim(parameters.join(', '))}`)
}

function listPresets(json: boolean): void {
  const presets = presetsInReference()
  if (json) {
    console.log(JSON.stringify(presets, null, 2))
    return
  }
  for (const { name, about, options } of presets) {
    console.log(`${onStdout.bold(name)}  ${onStdout.dim(options.join(', '))}`)
    console.log(`  ${about}`)
  }
}

/** @param targets where there are some, variants of the reference do not matter */
async function describe(scenario: AnyScenario, targets: readonly Target[]) {
  const { id, meta } = scenario
  const usable = targets.filter((target) => refusalAnywhere(scenario, target) === undefined)
  const variants = targets.length === 0
  return {
    id,
    system: meta.system.name,
    hypothesis: meta.hypothesis,
    needs: [...(meta.needs ?? [])],
    variants: variants ? Object.keys(meta.variants ?? {}) : [],
    broken: variants
      ? Object.entries(meta.broken).map(([name, { failsOn }]) => ({ name, failsOn: [...failsOn] }))
      : [],
    skipped: targets.flatMap((target) => refusalAnywhere(scenario, target) ?? []),
    /** Checks that are not applicable, or for which it reports too little, by reason. */
    unreported: (await Promise.all(usable.map((target) => unreportedChecks(scenario, target)))).flat(),
  }
}
