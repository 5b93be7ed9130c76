import { UsageError } from '../errors.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { didYouMean } from '../targets/closest.ts'

export interface FoundScenario {
  readonly scenario: AnyScenario
  /** As it was asked for. */
  readonly name: string
  readonly variant: string
}

/**
 * The scenario whose system a game-day starts.
 * @param name a scenario's id, or the name of a system; undefined: the only system there is
 * @throws UsageError that names what there is
 */
export function findScenario(
  catalogue: readonly AnyScenario[],
  name: string | undefined,
  variant = 'current',
): FoundScenario {
  const systems = [...new Set(catalogue.map(({ meta }) => meta.system.name))].sort()
  if (name === undefined && systems.length > 1)
    throw new UsageError(
      `say which system: ${systems.join(', ')}; or the id of a scenario, for its system as it has it`,
    )
  const wanted = name ?? systems[0]!
  const all = catalogue.filter(({ id, meta }) => id === wanted || meta.system.name === wanted)
  if (all.length === 0) {
    const known = [...systems, ...catalogue.map(({ id }) => id)]
    const meant = didYouMean(wanted, known, (one) => one)
    throw new UsageError(
      `no system or scenario is called ${JSON.stringify(wanted)}${meant}${meant ? ' The' : ': the'} systems are ${systems.join(', ')}`,
    )
  }
  const scenario = all.find(({ meta }) => variantsOf(meta).includes(variant))
  if (scenario) return { scenario, name: wanted, variant }
  const variants = [...new Set(all.flatMap(({ meta }) => variantsOf(meta)))]
  const meant = didYouMean(variant, variants, (one) => one)
  throw new UsageError(
    `${wanted} has no variant ${JSON.stringify(variant)}${meant}${meant ? ' There' : ': there'} are ${variants.join(', ')}`,
  )
}

const variantsOf = ({ broken, variants = {} }: AnyScenario['meta']) => [
  'current',
  ...Object.keys(variants),
  ...Object.keys(broken),
]
