/** The time of a rehearsal. */
export interface Clock {
  /** Lets so many ms of system time go by, at once. */
  pass(ms: number): void
}

/**
 * Stands for anything a scenario may get hold of whose value does not matter to how long it takes: every property and every call of it
 * is it again, as a number it is 0.
 */
// biome-ignore lint/suspicious/noExplicitAny: it stands for anything
export const whatever: any = new Proxy(() => {}, {
  get: (_, name) => {
    if (name === Symbol.toPrimitive) return () => 0
    if (name === Symbol.asyncDispose || name === Symbol.dispose) return async () => {}
    if (name === Symbol.iterator) return [][Symbol.iterator]
    // Awaited it is itself, not a promise that never settles.
    return name === 'then' ? undefined : whatever
  },
  apply: () => whatever,
})

/** What the first of these objects has of a name, and whatever where none has it. */
export const orWhatever = <T extends object>(own: T, ...more: readonly object[]): T =>
  new Proxy(own, {
    get: (_, name) => {
      const owner = [own, ...more].find((one) => name in one)
      return owner ? Reflect.get(owner, name) : name === 'then' ? undefined : whatever
    },
  })
