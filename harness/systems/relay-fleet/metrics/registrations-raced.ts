import { defineMetric, msBetween, OFFENDERS_MAX, param, z } from '../../../definitions.ts'
import { tunnelsOf } from '../analysis/tunnels.ts'

/**
 * `registrations-raced`: pairs of names of one id of which the first lost a tunnel, opened in [from, to], before its relay spoke on it, and the second opened
 * the next one within `withinMs` of real time after that: while the write of the first was under way. Both names may be the same. Offenders: the other pairs.
 */
export const registrationsRaced = defineMetric(
  'registrations-raced',
  {
    params: z.strictObject({
      from: param.moment,
      to: param.moment,
      pairs: z.array(z.strictObject({ first: z.string(), second: z.string() })),
      withinMs: z.number().positive(),
    }),
    needs: ['upgraded', 'registered', 'closed'],
  },
  (events, { from, to, pairs, withinMs }) => {
    const tunnels = tunnelsOf(events)
    const opened = (host: string) =>
      tunnels.filter((one) => one.host === host && one.upgradedAt >= from && one.upgradedAt <= to)
    const isRaced = ({ first, second }: (typeof pairs)[number]) =>
      opened(first).some(
        ({ upgradedAt, registeredAt, endedAt }) =>
          registeredAt === undefined &&
          endedAt !== undefined &&
          opened(second).some(
            (next) => next.upgradedAt > upgradedAt && msBetween(upgradedAt, next.upgradedAt) < withinMs,
          ),
      )
    const others = pairs.filter((pair) => !isRaced(pair))
    return {
      observed: pairs.length - others.length,
      unit: 'pairs',
      uncertainty: 0,
      offenders: others.slice(0, OFFENDERS_MAX).map(({ second }) => ({
        host: second,
        text: `no second tunnel was opened within ${withinMs} ms after one that died in its registration`,
      })),
      detail: { of: pairs.length },
    }
  },
)
