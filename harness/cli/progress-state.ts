import type { EventOf, JournalEvent, Phase, Verdict } from '../journal/events.ts'

/** What the progress display knows of one execution; folded from its journal. */
export interface ProgressState {
  readonly phase?: Phase
  /** Of the fleet, and those that came on top of it: late ones, a second one with the id of another. */
  readonly hosts: number
  /** Hosts that hold a tunnel, with the dial that it came from. */
  readonly connected: ReadonlyMap<string, number>
  readonly known: ReadonlySet<string>
  readonly verdict?: Verdict
  readonly detected?: boolean
  readonly reason?: string
}

export const initialProgress: ProgressState = { hosts: 0, connected: new Map(), known: new Set() }

/** Kinds of event that the display needs; probes, by far the most, are passed over unparsed. */
const shown = /"kind":"(?:header|phase|host|verdict)"/

/** Folds one line of a journal into the state; lines that do not matter or are damaged leave it as it is. */
export function advance(state: ProgressState, line: string): ProgressState {
  if (!shown.test(line)) return state
  const event = parse(line)
  if (!event) return state
  switch (event.kind) {
    case 'header':
      // What is not a host never connects.
      return { ...state, hosts: event.hostsAre ? 0 : event.hosts }
    case 'phase':
      return { ...state, phase: event.phase }
    case 'host':
      return moved(state, event)
    case 'verdict':
      return {
        ...state,
        verdict: event.verdict,
        ...(event.detected === undefined ? {} : { detected: event.detected }),
        ...(event.reason ? { reason: event.reason } : {}),
      }
    default:
      return state
  }
}

function moved(state: ProgressState, { host, dial, state: what }: EventOf<'host'>): ProgressState {
  if (what !== 'registered' && what !== 'closed') return state
  const connected = new Map(state.connected)
  if (what === 'registered') connected.set(host, dial)
  // The old tunnel of a host that has moved already says nothing of the new one.
  else if (connected.get(host) === dial) connected.delete(host)
  const known = state.known.has(host) ? state.known : new Set([...state.known, host])
  return { ...state, connected, known, hosts: Math.max(state.hosts, known.size) }
}

/** The reader of the journal judges damage; here a line that cannot be read is merely not shown. */
function parse(line: string): JournalEvent | undefined {
  try {
    return JSON.parse(line) as JournalEvent
  } catch {
    return undefined
  }
}
