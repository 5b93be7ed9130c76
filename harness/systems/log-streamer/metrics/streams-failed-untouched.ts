import {
  cannotTell,
  countFailed,
  defineMetric,
  type EventOf,
  eventsOf,
  reach,
  touchedIn,
  z,
} from '../../../definitions.ts'

/**
 * `streams-failed-untouched`: streams that no fault reached and that failed while their clients were there: no good answer, a break, an end in
 * the middle, or lines that were lost, doubled, out of order or altered.
 */
export const streamsFailedUntouched = defineMetric(
  'streams-failed-untouched',
  z.strictObject({ touchedBy: z.array(reach.extend({ path: z.string().optional() })) }),
  (events, { touchedBy: by }) => {
    const last = events.at(-1)?.at ?? 0
    // A fault with a path reaches only who asked for that.
    const touches = by.map(({ path, ...one }) => ({ path, touched: touchedIn(events, [one]) }))
    const spanOf = (life: readonly Stream[]) => ({ from: life[0]!.at, to: endOf(life)?.at ?? last })
    const isFree = ([, life]: readonly [string, readonly Stream[]]) => {
      const span = spanOf(life)
      return !touches.some(
        ({ path, touched }) => (path === undefined || path === life[0]!.path) && touched(span),
      )
    }
    const free = [...Map.groupBy(eventsOf(events, 'stream'), ({ stream }) => stream)].filter(isFree)
    if (free.length === 0) return cannotTell('streams', 'no stream was open that no fault reached')
    const failed = free.flatMap(([stream, life]) => {
      const why = whyFailed(life)
      if (why === undefined) return []
      const { at, wrong } = endOf(life) ?? life[0]!
      // No wait alters a line.
      return [
        { host: stream, at, text: why, span: wrong === undefined ? spanOf(life) : { from: at, to: at } },
      ]
    })
    return countFailed(events, failed, 'streams', { of: free.length })
  },
)

type Stream = EventOf<'stream'>

const endOf = (life: readonly Stream[]) =>
  life.find(({ state }) => state === 'ended' || state === 'failed' || state === 'left')

function whyFailed(life: readonly Stream[]): string | undefined {
  const end = endOf(life)
  if (end?.wrong !== undefined) return end.wrong
  const status = life.find(({ state }) => state === 'answered')?.status
  if (status !== undefined && status !== 200) return `status ${status}`
  if (end?.state === 'failed') return `failed ${end.error ?? ''}`.trim()
  if (end?.state === 'ended' && !end.whole) return 'ended in the middle'
  return life.some(({ state }) => state === 'first') ? undefined : 'never begun'
}
