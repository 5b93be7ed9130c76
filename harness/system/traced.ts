import { nullObject } from './rehearse.ts'

/** Elements that something unknown is gone through with: enough for what a body takes out of it by place. */
const ELEMENTS = 2

const PATH = Symbol('path')

/**
 * Like the null object, for going through a body; and it knows by which words the body got hold of it: `services.api`, `link('api', 'db')`.
 * @param path in the words of the scenario
 */
// biome-ignore lint/suspicious/noExplicitAny: it stands for anything
export function traced(path: string): any {
  return new Proxy(() => {}, {
    get: (_, name) => {
      if (name === PATH) return path
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? path : 0)
      if (name === Symbol.asyncDispose || name === Symbol.dispose) return async () => {}
      if (name === Symbol.iterator) return () => elementsOf(path)
      if (typeof name === 'symbol' || name === 'then') return undefined
      return traced(`${path}.${name}`)
    },
    apply: (_, __, given: unknown[]) =>
      traced(given.every(isName) ? `${path}(${given.map((one) => wordsFor(one)).join(', ')})` : path),
  })
}

function* elementsOf(path: string) {
  for (let index = 0; index < ELEMENTS; index++) yield traced(`${path}[${index}]`)
}

/** What a rehearsal has, and what it does not know by its path. */
export const tracedWhereUnknown = <T extends object>(path: string, own: T): T =>
  new Proxy(own, {
    get: (_, name) => {
      const value: unknown = Reflect.get(own, name)
      const isUnknown =
        value === nullObject || (value === undefined && typeof name === 'string' && name !== 'then')
      return isUnknown ? traced(path === '' ? String(name) : `${path}.${String(name)}`) : value
    },
  })

const isName = (value: unknown): boolean => typeof value === 'string' || wordsFor(value) !== undefined

/** How a body calls something that it gives to a fault: a name, or the path on which it got hold of it. undefined: not known. */
export function wordsFor(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
  const path: unknown = Reflect.get(value, PATH)
  if (typeof path === 'string') return path
  const name: unknown = Reflect.get(value, 'name')
  return typeof name === 'string' ? name : undefined
}
