import type { Journal } from '../journal/writer.ts'
import type { LogLine, Service } from '../runtime/runtime.ts'
import { instancesOf } from './copies.ts'
import { type SystemDefinition, sourcesOf } from './definition.ts'
import { eventReaders } from './logged-events.ts'
import { stepIn } from './step-pattern.ts'

/** What the logs of a running system have said so far. */
export interface Seen {
  /** Clients that hold their connection, by what they said last. */
  readonly connected: Set<string>
  /** Keys of each operation that have had a step which is logged: `order` → `done` → keys. */
  readonly steps: Map<string, Map<string, Set<string>>>
}

/** Reads the lines of a service. */
export interface Reader {
  readonly from: string
  /** @param service that logged it: `worker-2` */
  read(line: LogLine, service: Pick<Service, 'name' | 'clock'>): void
}

/** Journals what clients and operations say in the logs of services, over all their incarnations, until it is disposed. */
export function followLogs(
  definition: SystemDefinition,
  services: ReadonlyMap<string, Service>,
  journal: Pick<Journal, 'append'>,
): Seen & Disposable {
  const seen: Seen = { connected: new Set(), steps: new Map() }
  const readers = [
    ...clientReaders(definition, journal, seen),
    ...stepReaders(definition, journal, seen),
    ...eventReaders(definition, journal),
  ]
  // Line by line, so that what one service logs stays in its order.
  const stops = [...Map.groupBy(readers, ({ from }) => from)].flatMap(([from, own]) =>
    instancesOf(from, definition.services[from]!).map((name) => {
      const service = services.get(name)!
      const read = (line: LogLine) => {
        for (const reader of own) reader.read(line, { name, clock: service.clock })
      }
      // What it said while others were still starting counts, too.
      for (const line of service.logs()) read(line)
      return service.onLog(read)
    }),
  )
  return {
    ...seen,
    [Symbol.dispose]: () => {
      for (const stop of stops) stop()
    },
  }
}

function clientReaders(
  { clients }: SystemDefinition,
  journal: Pick<Journal, 'append'>,
  { connected }: Seen,
): Reader[] {
  if (!clients) return []
  const say = (state: 'connected' | 'lost', at: number, client: string, service: string) => {
    if (state === 'connected') connected.add(client)
    else connected.delete(client)
    journal.append({ at, kind: 'client', client, state, service })
  }
  const read: Reader['read'] = ({ at, text }, { name }) => {
    for (const state of ['connected', 'lost'] as const) {
      const client = clients[state].exec(text)?.groups?.client
      if (client !== undefined) say(state, at, client, name)
    }
  }
  return [{ from: clients.from, read }]
}

function stepReaders(
  { operations = {} }: SystemDefinition,
  journal: Pick<Journal, 'append'>,
  { steps: seen }: Seen,
): Reader[] {
  return Object.entries(operations).flatMap(([operation, steps]) => {
    const logged = Object.entries(steps).filter(([, { command }]) => !command)
    seen.set(operation, new Map(logged.map(([step]) => [step, new Set<string>()])))
    return logged.flatMap(([state, step]) =>
      sourcesOf(step).map((from) => ({
        from,
        read: ({ at, text }, { name: service }) => {
          const found = stepIn(text, step)
          if (!found) return
          seen.get(operation)!.get(state)!.add(found.key)
          journal.append({ at, kind: 'operation', operation, state, service, ...found })
        },
      })),
    )
  })
}
