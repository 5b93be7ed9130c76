import { z } from 'zod'
import { answerTimes } from '../analysis/answer-times.ts'
import { cannotTell, countOf, defineMetric, param } from '../analysis/metric.ts'
import { stampMs } from '../analysis/moments.ts'
import { statOf, statSchema } from '../analysis/stat.ts'
import { eventsOf } from '../journal/events.ts'

const window = { from: param.moment, to: param.moment, probe: param.probe, hosts: param.hosts }

/** `answer-time`: from the moment a probe was due to its answer, with any status, ms. null: no answer came. */
export const answerTime = defineMetric(
  'answer-time',
  z.strictObject({ ...window, stat: statSchema }),
  (events, { stat, ...rest }) => {
    const { times, gapsMs, span } = answerTimes(events, rest, ({ status }) => status !== undefined)
    if (times.length === 0) return cannotTell('ms', 'no probe was due in the time watched')
    return { ...statOf(times, stat, stampMs(events), 'not answered', gapsMs), span }
  },
)

/** `log-lines`: lines of an excerpt from a service's log that say `says`. The excerpt must have been taken. */
export const logLines = defineMetric(
  'log-lines',
  z.strictObject({ service: z.string(), incarnation: z.number().int(), text: z.string(), says: z.string() }),
  (events, { service, incarnation, text, says }) => {
    const excerpt = eventsOf(events, 'log-excerpt').findLast(
      (one) => one.service === service && one.incarnation === incarnation && one.text === text,
    )
    if (!excerpt) return cannotTell('lines', `nobody looked for '${text}' in the log of ${service}`)
    const { at, lines } = excerpt
    return {
      ...countOf(
        lines.filter((line) => line.includes(says)).map((line) => ({ at, text: line })),
        'lines',
      ),
      ...(lines.length > 0 ? { detail: { newest: lines.at(-1)! } } : {}),
    }
  },
)
