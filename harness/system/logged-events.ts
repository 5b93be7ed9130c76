import { messageOf } from '../errors.ts'
import type { NewEvent } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import type { MachineClock } from '../runtime/machine-clock.ts'
import { type LoggedEvent, readersOf, type SystemDefinition, sourcesOf } from './definition.ts'
import type { Reader } from './log-steps.ts'

/**
 * Journals the events that services log. A service writes a line before it goes on, so that a kill loses none. A line whose fields do not fit
 * their kind proves nothing of the system: it is told as trouble.
 */
export function eventReaders(definition: SystemDefinition, journal: Pick<Journal, 'append'>): Reader[] {
  return readersOf(definition).flatMap(([kind, reader]) =>
    sourcesOf(reader).map((from) => ({
      from,
      read: ({ at, text }, { clock }) => {
        const found = fieldsIn(text, reader)
        if (!found) return
        try {
          journal.append({
            at,
            ...reader.fields,
            ...stamped(kind, found, clock),
            kind,
          } as unknown as NewEvent)
        } catch (error) {
          const message = `events.${kind}: a line of ${from} does not fit: ${messageOf(error)}`
          journal.append({ kind: 'trouble', phase: 'verify', message })
        }
      },
    })),
  )
}

/** Fields of an event that are moments. */
const momentsOf = (kind: string) => (kind === 'probe' ? ['at', 'due', 'sent'] : ['at'])

/** A program's own stamps are of the clock of its machine. */
function stamped(kind: string, fields: object, clock: MachineClock): object {
  const moments = momentsOf(kind)
  const turned = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number' && moments.includes(name) ? [name, clock.fromMonotonic(value)] : [name, value],
  )
  return Object.fromEntries(turned)
}

/** What a line says of an event; undefined where it says nothing of it. */
export function fieldsIn(line: string, { match, json }: LoggedEvent): object | undefined {
  if (match) return withoutGaps(match.exec(line)?.groups)
  if (!json || !line.startsWith('{')) return undefined
  const fields = parsed(line)
  if (!Object.entries(json).every(([name, value]) => fields[name] === value)) return undefined
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !Object.hasOwn(json, name)))
}

/** Groups of an alternative that did not take part say nothing. */
const withoutGaps = (groups: Readonly<Record<string, string | undefined>> | undefined) =>
  groups && Object.fromEntries(Object.entries(groups).filter(([, value]) => value !== undefined))

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
