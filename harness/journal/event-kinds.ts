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

const kinds = new Registry<z.ZodObject>('event kind')

/** An event as it is written and read: its moment, its kind, and the fields of its kind. */
export type EventSchema<K extends string, Fields extends z.ZodRawShape> = z.ZodObject<
  { at: typeof at; kind: z.ZodLiteral<K> } & Fields
>

/**
 * Defines a kind of event: from now on it can be written into a journal and is looked at when one is read.
 * @param kind its name in the journal
 * @param fields besides `at` and `kind`
 * @throws UsageError when another file has defined it
 */
export function defineEvent<const K extends string, Fields extends z.ZodRawShape>(
  kind: K,
  fields: Fields,
): EventSchema<K, Fields> {
  const schema = z.object({ at, kind: z.literal(kind), ...fields }) as EventSchema<K, Fields>
  kinds.add(kind, schema)
  return schema
}

/** Names of all kinds that are defined. */
export const eventKinds = (): readonly string[] => kinds.names()

/**
 * The schema of an event of this kind. A kind that nobody here defines may be one of the file that a run was made with and that is gone
 * since: of such an event only the moment is looked at.
 */
export const schemaOf = (kind: unknown): z.ZodType<JournalEvent> =>
  (kinds.get(String(kind)) ?? unknownKind) as unknown as z.ZodType<JournalEvent>

export const isDefined = (kind: string): boolean => kinds.get(kind) !== undefined

const unknownKind = z.looseObject({ at, kind: z.string() })
