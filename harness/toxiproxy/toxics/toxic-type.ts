import { badBody } from '../api/api-error.ts'
import { type Fields, shown } from '../api/fields.ts'

/** What a toxic is set to, as its JSON shows it. */
export type Attributes = Readonly<Record<string, number | string>>

/** How a stream ends: in order, torn down, or in order and with it the whole connection. */
export type Ending = 'fin' | 'reset' | 'close'

/** Takes a stream: its chunks and at last its end. */
export interface Sink {
  data(chunk: Buffer): void
  end(how: Ending): void
}

/** A toxic at work on one direction of one connection: the source's stream goes in, the stub takes what comes out. */
export interface Stage<A> extends Sink {
  /** Bytes kept back at the moment. Above a limit the link stops reading from its source. */
  readonly held: number
  /** New attributes. */
  update(attributes: A): void
  /** One of the connection's directions has ended in order: now, or before the toxic took hold of it. */
  halfClosed?(): void
  /** What was passed on while the stub was `full` has been taken. */
  drained?(): void
  /** The toxic acts here no longer: pass on what was kept back, or close the connection. */
  remove(): void
  /** The connection is gone: stop all timers. Also called after `remove`, and may be called twice. */
  dispose(): void
}

/** What a stage can do to its connection. */
export interface Stub {
  /** Whether the toxic was there when the connection was accepted, and this is its first roll. */
  readonly fresh: boolean
  /** Whether what follows has more than it can take at the moment: pass no more until `drained`. Only needed where many small chunks leave. */
  readonly full: boolean
  /** Passes a chunk on to the next stage, in the end to the peer. */
  pass(chunk: Buffer): void
  /** Ends the stream; what comes after it is dropped. */
  passEnd(how: Ending): void
  /** For good: all that comes the other way goes into `sink`. */
  divertOther(sink: Sink): void
  /** Ends both sides in order (FIN), at once. */
  close(): void
  /** Tears down both sides (RST), at once. */
  reset(): void
  /** Evidence: the toxic has acted on this connection, and on so many bytes. */
  acted(bytes: number): void
  /** Sends the other way what the far side never said, as if it had. Counts as an answer. */
  answer(chunk: Buffer): void
  /** Rolls, for a request that it may answer, whether it does: so many of a thousand. */
  chooses(perMille: number): boolean
  /** Evidence: a request was answered, or ended, by the toxic itself. */
  answered(): void
  /** How many it has so answered since it was added, on all connections together. */
  readonly answers: number
  /** Evidence: a piece that was kept waiting for so many ms, by the clock, is passed on. */
  waited(ms: number, bytes?: number): void
  /** Draws from [0, 1), from this connection's and toxic's own stream. */
  random(): number
}

/** A kind of toxic, its attributes' type erased. */
export interface ToxicType {
  readonly name: string
  /** Acts only on connections that are open when it is added. */
  readonly openOnly: boolean
  /** Lays `given` over `base` (default: the defaults). Attributes it does not know are ignored. @throws ApiError 400 */
  parse(given: Fields, base?: Attributes): Attributes
  /** Undefined when it leaves every stream as it is. */
  start(stub: Stub, attributes: Attributes): Stage<Attributes> | undefined
}

/** One attribute: its default and its check. */
export interface Field<T> {
  readonly initial: T
  /** @throws ApiError 400 that names the attribute */
  parse(value: unknown, name: string): T
}

/** Declares a kind of toxic. */
export function defineToxic<A extends { readonly [K in keyof A]: number | string }>(definition: {
  readonly name: string
  readonly attributes: { readonly [K in keyof A]: Field<A[K]> }
  /** Refuses combinations that single attributes' checks cannot. @throws ApiError 400 */
  readonly check?: (attributes: A) => void
  /** Default false: connections made later are acted on too. */
  readonly openOnly?: boolean
  readonly start: (stub: Stub, attributes: A) => Stage<A> | undefined
}): ToxicType {
  const fields = Object.entries<Field<number | string>>(definition.attributes)
  return {
    name: definition.name,
    openOnly: definition.openOnly ?? false,
    parse(given, base) {
      const parsed = Object.fromEntries(
        fields.map(([name, field]) => [name, attribute(field, name, given[name], base?.[name])]),
      )
      definition.check?.(parsed as A)
      return parsed
    },
    start: definition.start as ToxicType['start'],
  }
}

function attribute(
  { initial, parse }: Field<number | string>,
  name: string,
  given: unknown,
  base: number | string = initial,
) {
  return given == null ? base : parse(given, name)
}

/** A whole number of a unit, from 0 where that is the default. */
export function wholeNumber(unit: string, min: number, max: number): Field<number> {
  return {
    initial: 0,
    parse(value, name) {
      if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
        throw badBody(`attribute ${name} must be whole ${unit} from ${min} to ${max}, got ${shown(value)}`)
      return value as number
    },
  }
}

/** Of a thousand requests that may be hit, how many are. Default all. A number with a point is none that the API takes. */
export const perMille: Field<number> = { ...wholeNumber('of a thousand', 0, 1_000), initial: 1_000 }

/** The longest wait that Node's timers can do, ms: 24.8 days. */
const maxMs = 2_147_483_647

/** A whole number of milliseconds, not negative. Default 0. */
export const milliseconds = wholeNumber('milliseconds', 0, maxMs)
