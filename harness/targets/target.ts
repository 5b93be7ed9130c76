import { z } from 'zod'
import type { Duration } from '../duration.ts'
import { Registry } from '../registry.ts'

/**
 * What a target may be described by, by the system whose programs it takes the place of. A system that takes targets adds itself:
 * `declare module '…/target.ts' { interface TargetInputs { shop: z.input<typeof shopTarget> } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each system adds itself
export interface TargetInputs {}

/** A target as a configuration file has it. `system` says whose it is, where several systems take targets. */
export type TargetInput = {
  readonly [S in keyof TargetInputs]: TargetInputs[S] & { readonly system?: S }
}[keyof TargetInputs]

/** What the harness asks of every target, whatever system it is of. */
export interface TargetDescription {
  /** What is still written under a former name, a line each: `tells is called reports`. */
  readonly former: readonly string[]
  /** Each of its hosts is a process of its own. */
  readonly onePerHost: boolean
  /** It can be started by commands on this machine, so that images are the second choice. */
  readonly hasCommands: boolean
  /** What its programs are built with, by name; the deadlines of scenarios are held against the durations. */
  readonly constants: Readonly<Record<string, Duration | number | undefined>>
}

/** Programs of a configuration file that take the place of a system's own. */
export interface Target extends TargetDescription {
  readonly name: string
  /** Whose programs they take the place of: `relay-fleet`. */
  readonly system: string
  /** Folder of the configuration file; relative folders of services start there. */
  readonly folder: string
}

type Schema = z.ZodType<TargetDescription>

const registry = new Registry<Schema>('target')

/**
 * Lets a system take targets: from now on `targets` of a configuration file may describe programs that take the place of its own.
 * @param system its name
 * @param schema of such a description; what it gives is what the system is started with
 * @throws UsageError when another file does the same for this system
 */
export function defineTarget(system: string, schema: Schema): void {
  registry.add(system, schema)
}

/** A description of a target of whichever system. No union: its errors would not name the path of what is wrong. */
export const targetSchema = z.unknown().transform((value, context) => {
  const { system, description } = addressed(value)
  const schema = system === undefined ? undefined : registry.get(system)
  if (!schema) {
    const known = registry.names().join(', ')
    const message =
      system === undefined
        ? `write the system that it is of: ${known}`
        : `no targets are of ${system}: there are those of ${known}`
    context.addIssue({ code: 'custom', path: ['system'], message })
    return z.NEVER
  }
  const parsed = schema.safeParse(description)
  if (parsed.success) return { ...parsed.data, system: system! }
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message })
  return z.NEVER
}) as unknown as z.ZodType<TargetDescription & { readonly system: string }, TargetInput>

/** Whose a target is: as it says, else of the one system that takes any. */
function addressed(value: unknown): { readonly system: string | undefined; readonly description: unknown } {
  const [only, ...more] = registry.names()
  const isNamed = typeof value === 'object' && value !== null && 'system' in value
  if (!isNamed) return { system: more.length === 0 ? only : undefined, description: value }
  const { system, ...description } = value
  return { system: String(system), description }
}
