import { type Address, z } from '../../../definitions.ts'
import type { Mistake } from './mistakes.ts'

/** A name with a dot: without one, an engine might know a service by it, past the proxy. */
const form = /^http:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*)(?::(\d{1,5}))?$/

const HTTP_PORT = 80
const LAST_PORT = 65_535

/** One URL for all that call a dependency, each of them over a link of its own. */
export const publicUrlSchema = z
  .string()
  .refine(
    (url) => form.test(url) && isPort(publicAddress(url).port),
    "write it as 'http://platform.internal:8080': plain HTTP, a name with a dot in small letters, a port or none, no path",
  )
  .optional()

const isPort = (port: number) => port > 0 && port <= LAST_PORT

/** Name and port of a public URL that was checked. */
export function publicAddress(url: string): Address {
  const [, host = '', port] = form.exec(url) ?? []
  return { host, port: port === undefined ? HTTP_PORT : Number(port) }
}

interface WithDependencies {
  readonly dependencies: Readonly<
    Record<string, { readonly shared: boolean; readonly publicUrl?: string | undefined }>
  >
}

/** A public URL is of one dependency, whose callers have a link each. */
export function publicUrlMistakes({ dependencies }: WithDependencies): Mistake[] {
  const owners = new Map<string, string>()
  return Object.entries(dependencies).flatMap(([name, { shared, publicUrl }]): Mistake[] => {
    if (publicUrl === undefined) return []
    const path = ['dependencies', name, 'publicUrl']
    if (shared)
      return [
        { path, message: 'with shared: true all have one link and one address: leave one of both away' },
      ]
    const { host } = publicAddress(publicUrl)
    const owner = owners.get(host)
    owners.set(host, owner ?? name)
    return owner === undefined
      ? []
      : [{ path, message: `${host} is the name of ${owner}: give each a name of its own` }]
  })
}
