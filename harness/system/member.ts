import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import type { Service, Started } from '../runtime/runtime.ts'

/** A service of a system that scenarios may take down and bring back. */
export interface Member {
  readonly name: string
  readonly service: Service
  /** Starts it again, same identity and addresses, `after` its exit. */
  restart(options: { readonly after: Duration }): Promise<Started>
}

/** A service as scenarios take hold of it. @param factor real time = scenario time × factor @param signal ends the waits of restarts */
export function createMember(service: Service, factor: number, signal: AbortSignal): Member {
  return {
    name: service.name,
    service,
    restart: async ({ after }) => {
      const exit = await service.exited
      const due = exit.at / 1e6 + parseDuration(after) * factor
      await sleep(Math.max(0, due - now() / 1e6), undefined, { signal })
      return service.restart({ signal })
    },
  }
}

/** What stands for a service whose copies are known only when its description is read: itself where there is one, else its copies. */
export function memberOrCopies(
  name: string,
  own: readonly Member[],
  counted: boolean,
): Member & { readonly copies: readonly [Member, ...Member[]] } {
  const copies = own as readonly [Member, ...Member[]]
  if (!counted) return { ...copies[0], copies }
  const refuse = (): never => {
    throw new UsageError(`${name} has ${own.length} copies: take one of them, services.${name}.copies[0]`)
  }
  return {
    copies,
    name,
    restart: refuse,
    get service(): never {
      return refuse()
    },
  }
}
