import { HarnessError, MissingPartError, UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import type { Distortion, Resolver } from '../../runtime/names/resolver.ts'
import type { Service } from '../../runtime/runtime.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'

export interface Distorting extends Omit<Distortion, 'onQuery'> {
  readonly detail: string
  /** How queries are answered. */
  readonly how: string
  /** Carried out first when it is healed. Gives what else was seen of it, and when that began (ns). */
  readonly healed?: () => Promise<{ readonly evidence: string; readonly at: number } | undefined>
}

/** @throws UsageError for a service without names of its own, or without this one */
export function resolverOf(service: Service, name: string | undefined): Resolver {
  const { resolver } = service
  if (!resolver && service.spec.names)
    throw new MissingPartError(
      `${service.name} asks the engine's DNS server for its links' names: only a server of its own can be distorted`,
    )
  if (!resolver)
    throw new UsageError(`${service.name} asks no DNS server of the run: its description has to say names`)
  if (name !== undefined && resolver.addressOf(name) === undefined)
    throw new UsageError(`name ${JSON.stringify(name)}: ${service.name} has ${resolver.names.join(', ')}`)
  return resolver
}

/** Has the DNS server of a service answer in another way until it is healed. Evidence: the queries that it answered so. */
export async function distort(
  context: FaultContext,
  kind: FaultKind,
  service: Service,
  { answer, address, name, detail, how, healed }: Distorting,
): Promise<OpenFault> {
  await mustHaveLayers(['names'])
  const resolver = resolverOf(service, name)
  if (resolver.distortion)
    throw new HarnessError(`the names of ${service.name} are distorted already: heal that first`)
  let count = 0
  let onset: number | undefined
  const fault = openFault(context, kind, service.name, detail, async () => {
    const more = await healed?.()
    resolver.distortion = undefined
    const seen = [
      ...(onset === undefined ? [] : [{ evidence: `${count} queries were answered ${how}`, at: onset }]),
      ...(more ? [more] : []),
    ]
    if (seen.length > 0)
      fault.observed(seen.map(({ evidence }) => evidence).join(', '), Math.min(...seen.map(({ at }) => at)))
    else fault.unproven(`${service.name} ${name ? `never asked for ${name}` : 'asked for no name'}`)
  })
  resolver.distortion = {
    answer,
    address,
    name: name?.toLowerCase(),
    onQuery: () => {
      count++
      if (onset !== undefined) return
      onset = now()
      fault.acting(`queries are answered ${how}`, onset)
    },
  }
  return fault
}
