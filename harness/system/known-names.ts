import { UsageError } from '../errors.ts'
import { unknownWord } from '../targets/closest.ts'

/** An object whose unknown names are errors that name the known ones: of a file's services, an editor knows none. */
export function knownNames<T extends object>(what: string, object: T): T {
  return new Proxy(object, {
    get(target, name, receiver) {
      if (typeof name === 'symbol' || name in target || isAsked(name))
        return Reflect.get(target, name, receiver)
      throw new UsageError(`${what}.${name}: ${unknownWord(name, Object.keys(target), (one) => one)}`)
    },
  })
}

/** What Node and vitest ask of any object: whether it is a promise, or can be printed. */
const isAsked = (name: string) => ['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName'].includes(name)
