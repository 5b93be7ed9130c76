import type { NamedProxy } from '../named-proxy.ts'
import type { ProxyCollection } from '../proxy-collection.ts'
import { checkUpstream } from '../upstream.ts'
import { badBody } from './api-error.ts'
import { asFields, shown } from './fields.ts'
import { readNewProxy } from './proxy-input.ts'

/** The proxies that are now as asked for, and what stopped the rest. */
export interface Populated {
  readonly done: readonly NamedProxy[]
  readonly error?: Error
}

/**
 * Creates or replaces the proxies of a list in its order; one with the same addresses is left untouched.
 * The whole list is checked first; the first one that cannot be opened stops the rest.
 */
export async function populate(proxies: ProxyCollection, body: unknown): Promise<Populated> {
  const done: NamedProxy[] = []
  try {
    for (const wanted of readList(body)) done.push(await proxies.addOrReplace(wanted))
    return { done }
  } catch (error) {
    return { done, error: error as Error }
  }
}

function readList(body: unknown) {
  const list = body ?? []
  if (!Array.isArray(list)) throw badBody(`it must be a JSON array of proxies, got ${shown(body)}`)
  const wanted = list.map((entry, index) => {
    const where = ` at proxy ${index + 1}`
    return readNewProxy(asFields(entry, `entry${where}`), where)
  })
  for (const { upstream } of wanted) checkUpstream(upstream)
  return wanted
}
