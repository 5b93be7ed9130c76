import { HarnessError } from '../errors.ts'
import { Registry } from '../registry.ts'
import type { Service } from '../runtime/runtime.ts'
import { refuseStranger } from './aim.ts'
import type { ByHand } from './by-hand.ts'
import type { FaultContext, FaultKind } from './fault.ts'

/** Anything with a service inside: a relay, a host process. Only what this run started can be aimed at. */
export interface Target {
  readonly service: Service
}

/** What a fault is given besides what the scenario says. */
export interface InjectContext extends FaultContext {
  /** Real time = scenario time × factor. */
  readonly factor: number
}

/**
 * All faults that scenarios can inject, as they call them. A file that defines one adds it:
 * `declare module './faults.ts' { interface Faults { pause(target: Target): Promise<OpenFault> } }`.
 */
export interface Faults {
  /** Heals everything that is still open, newest first. */
  healAll(): Promise<void>
}

type Name = Exclude<keyof Faults, 'healAll'>

/** How scenarios call faults of one kind, and what is done then. */
export type Injections<N extends Name = Name> = {
  readonly [K in N]: (context: InjectContext, ...given: Parameters<Faults[K]>) => ReturnType<Faults[K]>
}

/** A kind of fault that can be injected. */
export interface DefinedFault extends FaultKind {
  /** What it does, in a sentence. */
  readonly about: string
  readonly injections: Readonly<Record<string, Injection>>
  /** Those that people can inject by hand, by the names under which they do. */
  readonly byHand: Readonly<Record<string, { readonly form: ByHand; readonly inject: Injection }>>
}

type Injection = (context: InjectContext, ...given: never[]) => unknown

const registry = new Registry<DefinedFault>('fault')

/**
 * Defines a kind of fault of a system within this repository, which scenarios call as a method of `faults`. The file says of what types, with
 * `declare module`. Elsewhere `defineFault` and `inject` do without.
 * @param about what it does, in a sentence
 * @param injections by the name under which scenarios call it
 * @param byHand of those injections that a person can do by hand, in a game-day
 * @throws UsageError when another file defines a fault of this name
 */
export function defineFault<N extends Name>(
  kind: FaultKind,
  about: string,
  injections: Injections<N>,
  byHand: { readonly [K in N]?: ByHand } = {},
): void {
  const forms = Object.entries<ByHand>(byHand as Record<string, ByHand>)
  registry.add(kind.name, {
    ...kind,
    about,
    injections: injections as never,
    byHand: Object.fromEntries(
      forms.map(([name, form]) => [name, { form, inject: injections[name as N] as never }]),
    ),
  })
}

/** A fault of the user's own. `inject` of a scenario's tools takes it. */
export interface OwnFault<Given extends readonly unknown[], Injected> {
  readonly inject: (context: InjectContext, ...given: Given) => Injected
  readonly kind: FaultKind
}

/**
 * Defines a fault of your own, which scenarios inject with `inject(fault, …)`. What it does to the system it tells the harness with
 * `openFault`: how it was seen to act, without which nothing is proven, and how it is undone.
 * @param about what it does, in a sentence
 * @param byHand where people can inject it in a game-day, too: then it is given a link, or `{ service }`, and what was typed
 * @throws UsageError when another file defines a fault of this name
 */
export function ownFault<Given extends readonly unknown[], Injected>(
  kind: FaultKind,
  about: string,
  inject: (context: InjectContext, kind: FaultKind, ...given: Given) => Injected,
  byHand?: ByHand,
): OwnFault<Given, Injected> {
  const own = (context: InjectContext, ...given: Given) => inject(context, kind, ...given)
  registry.add(kind.name, {
    ...kind,
    about,
    injections: {},
    byHand: byHand ? { [kind.name]: { form: byHand, inject: own as never } } : {},
  })
  return { inject: own, kind }
}

/** Injects a fault of the user's own. */
export type Inject = <Given extends readonly unknown[], Injected>(
  fault: OwnFault<Given, Injected>,
  ...given: Given
) => Injected

export const createInject =
  (context: FaultContext, factor: number): Inject =>
  (fault, ...given) => {
    const { name } = fault.kind
    const on = registry.get(name)?.byHand[name]?.form.on
    if (context.onlyOwn && on !== undefined) refuseStranger(name, on, given[0])
    return fault.inject({ ...context, factor }, ...given)
  }

/** In the order of their names. */
export const allFaults = (): readonly DefinedFault[] => registry.all()

export function createFaults(context: FaultContext, factor: number): Faults {
  const injected = allFaults().flatMap(({ injections, byHand }) =>
    Object.entries(injections).map(([name, inject]) => {
      const on = byHand[name]?.form.on
      const call = (...given: never[]) => {
        if (context.onlyOwn && on !== undefined) refuseStranger(name, on, given[0])
        return inject({ ...context, factor }, ...given)
      }
      return [name, call] as const
    }),
  )
  const twice = injected.find(([name], i) => injected.findIndex(([other]) => other === name) !== i)
  if (twice) throw new HarnessError(`two kinds of faults are both called faults.${twice[0]}`)
  return { ...Object.fromEntries(injected), healAll: () => healAll(context) } as Faults
}

async function healAll({ open }: FaultContext): Promise<void> {
  const errors: unknown[] = []
  for (const fault of [...open].reverse()) await fault.heal().catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} faults could not be healed`)
}
