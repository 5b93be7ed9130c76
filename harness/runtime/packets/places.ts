import { HarnessError } from '../../errors.ts'
import type { Link, LinkProxy } from '../links.ts'
import type { Service } from '../runtime.ts'
import { type NetworkPlace, networkPlaceOf } from './network-place.ts'

/** A namespace in which packets of a link pass, with those of its proxies that are there. */
export interface LinkPlace {
  readonly place: NetworkPlace
  /** The proxies are parts of it. */
  readonly service: Service
  readonly proxies: readonly LinkProxy[]
}

/** The namespaces in which packets of a link pass. @throws HarnessError when it has no proxy of this run */
export async function placesOf({ name, proxies = [] }: Link): Promise<LinkPlace[]> {
  if (proxies.length === 0)
    throw new HarnessError(`${name} has no proxy of this run: its packets are unknown`)
  const byService = Map.groupBy(proxies, ({ service }) => service)
  return Promise.all(
    [...byService].map(async ([service, own]) => ({
      place: await networkPlaceOf(service),
      service,
      proxies: own,
    })),
  )
}
