import { z } from 'zod'
import { Registry } from '../registry.ts'
import { at } from './at.ts'
import type { JournalEvent } from './events.ts'

/**
 * Every kind of event, by its name: what TypeScript knows of it. A file that defines one adds it:
 * `declare module '…/event-kinds.ts' { interface EventKinds { pause: z.infer<typeof pause> } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each kind's own file adds itself
export interface EventKinds {}

/**
 * Whose clock an event's moment is of: the harness's own process, the prober's, that of the program that plays the hosts, or the
 * service's that logged it. A process that did not run for a while stamps late.
 */
export type StampedBy = 'harness' | 'prober' | 'hosts' | 'service'

interface Kind {
  readonly schema: z.ZodObject
  readonly stampedBy: StampedBy
}

const kinds = new Registry<Kind>('event kind')

/** An event as it is written and read: its moment, its kind, and the fields of its kind. */
export type EventSchema<K extends string, Fields extends z.ZodRawShape> = z.ZodObject<
  { at: typeof at; kind: z.ZodLiteral<K> } & Fields
>

/**
 * Defines a kind of event: from now on it can be written into a journal and is looked at when one is read.
 * @param kind its name in the journal
 * @param fields besides `at` and `kind`
 * @param options `stampedBy`: whose clock its moment is of; default the harness's
 * @throws UsageError when another file has defined it
 */
export function defineEvent<const K extends string, Fields extends z.ZodRawShape>(
  kind: K,
  fields: Fields,
  { stampedBy = 'harness' }: { readonly stampedBy?: StampedBy } = {},
): EventSchema<K, Fields> {
  const schema = z.object({ at, kind: z.literal(kind), ...fields }) as EventSchema<K, Fields>
  kinds.add(kind, { schema, stampedBy })
  return schema
}

/** Names of all kinds that are defined. */
export const eventKinds = (): readonly string[] => kinds.names()

/**
 * The schema of an event of this kind. A kind that nobody here defines may be one of the file that a run was made with and that is gone
 * since: of such an event only the moment is looked at.
 */
export const schemaOf = (kind: unknown): z.ZodType<JournalEvent> =>
  (kinds.get(String(kind))?.schema ?? unknownKind) as unknown as z.ZodType<JournalEvent>

/** Whose clock the moments of this kind are of. */
export const stampOf = (kind: string): StampedBy => kinds.get(kind)?.stampedBy ?? 'harness'

export const isDefined = (kind: string): boolean => kinds.get(kind) !== undefined

const unknownKind = z.looseObject({ at, kind: z.string() })
