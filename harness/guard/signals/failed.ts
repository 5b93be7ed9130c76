import { z } from 'zod'
import { notSeen, signal } from '../signal.ts'
import { over, Window } from '../window.ts'

/** Requests without which their share says nothing. */
const REQUESTS_MIN = 20

/** `failed`: the share of requests of probes without a good answer. */
export const failed = signal({
  name: 'failed',
  unit: '%',
  params: z.strictObject({ over, probe: z.string().optional() }),
  about: ({ over: length, probe }) =>
    `requests of ${probe === undefined ? 'probes' : `the probe ${probe}`} that failed in the last ${length}`,
  watch: ({ over: length, probe }, { factor }) => {
    const window = new Window<{ readonly at: number; readonly ok: boolean }>(length, factor)
    return {
      take: (event) => {
        if (event.kind !== 'probe' || (probe !== undefined && event.probe !== probe)) return
        window.add({ at: event.at, ok: event.ok })
      },
      value: (at) => {
        const requests = window.at(at)
        if (requests.length < REQUESTS_MIN)
          return notSeen(`fewer than ${REQUESTS_MIN} requests of probes came in ${length}`)
        return { value: (100 * requests.filter(({ ok }) => !ok).length) / requests.length }
      },
    }
  },
})
