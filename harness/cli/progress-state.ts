import type { JournalEvent, Phase, Verdict } from '../journal/events.ts'

/** What the progress display knows of one execution; folded from its journal. */
export interface ProgressState {
  readonly phase?: Phase
  readonly hosts: number
  readonly connected: ReadonlySet<string>
  readonly verdict?: Verdict
  readonly detected?: boolean
  readonly reason?: string
}

export const initialProgress: ProgressState = { hosts: 0, connected: new Set() }

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
      return { ...state, connected: moved(state.connected, event.host, event.state) }
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

function moved(connected: ReadonlySet<string>, host: string, state: string): ReadonlySet<string> {
  if (state !== 'registered' && state !== 'closed') return connected
  const next = new Set(connected)
  if (state === 'registered') next.add(host)
  else next.delete(host)
  return next
}

/** The reader of the journal judges damage; here a line that cannot be read is merely not shown. */
function parse(line: string): JournalEvent | undefined {
  try {
    return JSON.parse(line) as JournalEvent
  } catch {
    return undefined
  }
}
