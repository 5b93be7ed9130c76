import {
  cannotTell,
  countOf,
  defineMetric,
  eventsOf,
  failureText,
  type JournalEvent,
  z,
} from '../../../definitions.ts'

const params = z.strictObject({ probe: z.string() })

/** How often each request that is to come once only came to a host. */
function deliveries(
  events: readonly JournalEvent[],
): Map<string, { host: string; at: number; times: number }> {
  const came = new Map<string, { host: string; at: number; times: number }>()
  for (const { at, host, state, reason } of eventsOf(events, 'host'))
    if (state === 'asked' && reason !== undefined)
      came.set(reason, { host, at, times: (came.get(reason)?.times ?? 0) + 1 })
  return came
}

const sent = (events: readonly JournalEvent[], probe: string) =>
  eventsOf(events, 'probe').filter((event) => event.probe === probe)

/** `delivered-twice`: requests that came to their host more than once. */
export const deliveredTwice = defineMetric(
  'delivered-twice',
  { params: params, needs: ['asked'] },
  (events, { probe }) => {
    const came = deliveries(events)
    if (came.size === 0) return cannotTell('requests', 'no request came that was to come once')
    const twice = [...came].filter(([, { times }]) => times > 1)
    return countOf(
      twice.map(([name, { host, at, times }]) => ({ host, at, text: `${name} came ${times} times` })),
      'requests',
      { of: sent(events, probe).length, came: came.size },
    )
  },
)

/** `answers-of-others`: requests that were answered 200 with what is not their own answer. */
export const answersOfOthers = defineMetric(
  'answers-of-others',
  { params: params, needs: ['asked'] },
  (events, { probe }) => {
    const requests = sent(events, probe)
    if (requests.length === 0) return cannotTell('requests', 'no request was sent that was to come once')
    const wrong = requests.filter(({ ok, status }) => !ok && status === 200)
    return countOf(
      wrong.map((request) => ({ host: request.host, at: request.at, text: failureText(request) })),
      'requests',
      { of: requests.length },
    )
  },
)
