import { AsyncLocalStorage } from 'node:async_hooks'

/** Is told when a rehearsal goes through what is not known: there it finds nothing, and with the system maybe something. */
export const unknownLoops = new AsyncLocalStorage<{ seen(): void }>()

/** What an unknown value is in a text. */
export const UNKNOWN_TEXT = '(unknown)'

/** The time of a rehearsal. */
export interface RehearsalClock {
  /** Lets so many ms of scenario time go by, at once. */
  pass(ms: number): void
}

/**
 * Stands for anything a scenario may get hold of whose value does not matter to how long it takes: every property and every call of it
 * is it again, as a number it is 0, in a text it is `UNKNOWN_TEXT`.
 */
// biome-ignore lint/suspicious/noExplicitAny: it stands for anything
export const nullObject: any = new Proxy(() => {}, {
  get: (_, name) => {
    if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? UNKNOWN_TEXT : 0)
    if (name === Symbol.asyncDispose || name === Symbol.dispose) return async () => {}
    if (name === Symbol.iterator) return nothing
    // Awaited it is itself, not a promise that never settles.
    return name === 'then' ? undefined : nullObject
  },
  apply: () => nullObject,
})

function nothing() {
  unknownLoops.getStore()?.seen()
  return [][Symbol.iterator]()
}

/**
 * Functions that name metrics, for a rehearsal: where one of them goes through what it is given, and is given `nullObject`, the body
 * that calls it does not count as going through what is unknown.
 */
export const withoutLoops = <T extends object>(own: T): T =>
  new Proxy(own, {
    get: (_, name) => {
      const value: unknown = Reflect.get(own, name)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => unknownLoops.run({ seen: () => {} }, () => value(...given))
    },
  })

/** What the first of these objects has of a name, and the null object where none has it. */
export const orNullObject = <T extends object>(own: T, ...more: readonly object[]): T =>
  new Proxy(own, {
    get: (_, name) => {
      const owner = [own, ...more].find((one) => name in one)
      return owner ? Reflect.get(owner, name) : name === 'then' ? undefined : nullObject
    },
  })
