import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import { allFaults } from '../faults/faults.ts'
import type { Json } from '../journal/events.ts'
import { nullObject, unknownLoops } from '../system/rehearse.ts'
import { traced, tracedWhereUnknown, wordsFor } from '../system/traced.ts'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'
import { ownTarget } from './targets.ts'

/** Real time for going through a body with nothing behind it. */
const THROUGH_MS = 500
/** Waits and faults of a body that is gone through. More is a loop without an end. */
const STEPS_MAX = 10_000

/** A fault that a scenario's body would inject. */
export interface PlannedFault {
  /** As the body calls it: `latency`. */
  readonly fault: string
  /** What it does. */
  readonly about: string
  /** Name of a service or link, or else the words by which the body gets hold of what it aims at. */
  readonly on: string
  readonly is: 'service' | 'link' | 'not known before it runs'
  /** What else it is given; what only shows when it runs is left out. */
  readonly with: readonly Json[]
}

export interface PlannedFaults {
  readonly faults: readonly PlannedFault[]
  /** Why there may be more, or others. Absent: nothing in the body depends on what the system does, as far as it shows. */
  readonly open?: string
}

/**
 * The faults of a scenario, in the order in which its body would inject them, found by going through it with nothing behind it. What a body
 * has a system's own helper do, as a rolling deploy, does not show.
 */
export async function planFaults(
  scenario: AnyScenario,
  named?: Target,
  asked?: number,
): Promise<PlannedFaults> {
  const { meta, body } = scenario
  const target = ownTarget(scenario, named)
  const { nodes, links } = meta.system.topology(target)
  const kindOf = kindIn(new Set(nodes.map(({ name }) => name)), new Set(links.map(({ name }) => name)))
  const found: PlannedFault[] = []
  let [steps, loops] = [0, 0]
  const step = () => {
    if (++steps > STEPS_MAX) throw new Error('its body goes on without end')
  }
  const note = (fault: string, about: string, given: readonly unknown[]) => {
    step()
    const [on, ...rest] = given
    found.push({ fault, about, ...kindOf(on), with: rest.flatMap(plainOf) })
    return traced(`the ${fault}`)
  }
  const wait = async () => {
    step()
    return 0
  }
  const time = { factor: 1, ms: () => 0, pass: wait, somewhereIn: wait }
  const go = async () => {
    const own = meta.system.rehearsal?.(target, meta.system.hosts(asked, target), { pass: () => {} }) ?? {}
    const fixtures = Object.entries(own).map(([name, value]) => [
      name,
      value !== null && typeof value === 'object' ? tracedWhereUnknown(name, value) : value,
    ])
    await body(
      tracedWhereUnknown('', {
        ...Object.fromEntries(fixtures),
        ...{ faults: noting(note), inject: injecting(note), record: () => {}, time },
        ...{ check: () => nullObject, precondition: () => nullObject, signal: AbortSignal.abort() },
        named: { service: (name: string) => name, link: (name: string) => name },
      }) as Parameters<typeof body>[0],
    )
  }
  const late = new AbortController()
  const open = await Promise.race([
    unknownLoops.run({ seen: () => loops++ }, go).then(() => undefined, messageOf),
    sleep(THROUGH_MS, 'its body takes real time', { signal: late.signal }).catch(() => undefined),
  ])
  late.abort()
  const why =
    open ??
    (loops > 0 ? 'its body goes through what the system gives' : undefined) ??
    (found.length === 0 ? 'what it breaks depends on what the system does, or its system does it' : undefined)
  return { faults: [...found], ...(why !== undefined && { open: why }) }
}

type Note = (fault: string, about: string, given: readonly unknown[]) => unknown

const noting = (note: Note) => {
  const abouts = new Map(
    allFaults().flatMap(({ about, injections }) => Object.keys(injections).map((call) => [call, about])),
  )
  return new Proxy({} as object, {
    get: (_, name) => {
      if (typeof name === 'symbol' || name === 'then') return undefined
      if (name === 'healAll') return async () => {}
      return async (...given: unknown[]) => note(name, abouts.get(name) ?? 'not known here', given)
    },
  })
}

const injecting =
  (note: Note) =>
  (fault: { readonly kind?: { readonly name: string } }, ...given: unknown[]) => {
    const name = fault.kind?.name ?? 'a fault of its own'
    return note(name, allFaults().find((one) => one.name === name)?.about ?? 'a fault of its own', given)
  }

/** What a body aims at, in words, and what it is, where its name tells. */
function kindIn(services: ReadonlySet<string>, links: ReadonlySet<string>) {
  return (value: unknown): Pick<PlannedFault, 'on' | 'is'> => {
    const words = wordsFor(value) ?? 'something that shows when it runs'
    for (const name of namesIn(words)) {
      if (services.has(name)) return { on: name, is: 'service' }
      if (links.has(name)) return { on: name, is: 'link' }
    }
    return { on: words, is: 'not known before it runs' }
  }
}

/** Names that the words of a body may stand for: `services.apiGateway` is `api-gateway`, `shop.link(api, db)` is `api-db`. */
function namesIn(words: string): string[] {
  const link = /\(([^()]+), ([^()]+)\)$/.exec(words)
  const last = words.slice(words.lastIndexOf('.') + 1)
  const dashed = last.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return [...(link ? [`${link[1]}-${link[2]}`] : []), words, last, dashed]
}

/** As JSON, without what shows only when it runs. */
function plainOf(value: unknown): Json[] {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return []
  if (value === null || typeof value !== 'object') return [value as Json]
  if (Array.isArray(value)) return [value.flatMap(plainOf)]
  const entries = Object.entries(value).flatMap(([name, one]) =>
    plainOf(one).map((plain) => [name, plain] as const),
  )
  return entries.length === 0 ? [] : [Object.fromEntries(entries)]
}
