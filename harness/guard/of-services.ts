import { z } from 'zod'
import type { EventOf } from '../journal/events.ts'
import { notSeen, signal, type Unit } from './signal.ts'

interface OfServices<K extends 'memory' | 'sockets'> {
  readonly name: string
  readonly unit: Unit
  /** Before `of`: `open sockets`. */
  readonly words: string
  readonly kind: K
  readonly value: (look: EventOf<K>) => number
}

/** A signal of the newest look at a service, or of the service that has most. A look stays until the next one: one that is down has none. */
export const ofServices = <K extends 'memory' | 'sockets'>({
  name,
  unit,
  words,
  kind,
  value,
}: OfServices<K>) =>
  signal({
    name,
    unit,
    looksAtServices: true,
    params: z.strictObject({ service: z.string().optional() }),
    about: ({ service }) => `${words} of ${service ?? 'the service that has most'}`,
    watch: ({ service }) => {
      const newest = new Map<string, number>()
      return {
        take: (event) => {
          if (event.kind === 'service' && event.state === 'exited') newest.delete(event.service)
          if (event.kind !== kind) return
          const look = event as EventOf<K>
          if (service === undefined || look.service === service) newest.set(look.service, value(look))
        },
        value: () =>
          newest.size > 0
            ? { value: Math.max(...newest.values()) }
            : notSeen(`nobody looked at the ${words} of ${service ?? 'any service'}`),
      }
    },
  })
