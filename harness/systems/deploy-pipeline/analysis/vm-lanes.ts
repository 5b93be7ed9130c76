import { byName, type JournalEvent, NS_PER_MS, type Span } from '../../../definitions.ts'
import { type Application, applicationsOf } from '../metrics/applications.ts'

/** What one VM was given, in ms after the timeline's zero. */
export interface VmLane {
  readonly vm: string
  /** Given for the first time, on behalf of the job's first attempt. */
  readonly first: readonly Span[]
  /** Given for the first time, on behalf of a retry. */
  readonly retry: readonly Span[]
  /** The VM had been given this very deployment before. */
  readonly again: readonly Span[]
}

/** One lane per VM that was given anything in the time shown. */
export function vmLanesOf(
  events: readonly JournalEvent[],
  { zero, from, to }: Span & { readonly zero: number },
): VmLane[] {
  const rel = (at: number) => (at - zero) / NS_PER_MS
  const spanOf = ({ begunAt, appliedAt }: Application): Span => ({
    from: Math.max(from, rel(begunAt)),
    to: appliedAt === undefined ? to : Math.min(to, rel(appliedAt)),
  })
  const shown = applicationsOf(events).filter((one) => spanOf(one).to > spanOf(one).from)
  const names = [...new Set(shown.map(({ vm }) => vm))]
  return names.sort(byName).map((vm) => {
    const own = shown.filter((one) => one.vm === vm)
    const spans = (pick: (one: Application) => boolean) => own.filter(pick).map(spanOf)
    return {
      vm,
      first: spans(({ before, attempt }) => before === 0 && attempt === 1),
      retry: spans(({ before, attempt }) => before === 0 && attempt > 1),
      again: spans(({ before }) => before > 0),
    }
  })
}
