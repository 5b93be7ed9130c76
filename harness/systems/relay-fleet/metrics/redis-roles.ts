import { countOf, defineMetric, eventsOf, param, z } from '../../../definitions.ts'

/** `redis-roles`: servers of the directory that were seen to have become `role` in (from, to]. */
export const redisRolesSeen = defineMetric(
  'redis-roles',
  z.strictObject({ role: z.enum(['primary', 'replica']), from: param.moment, to: param.moment }),
  (events, { role, from, to }) => {
    const seen = eventsOf(events, 'redis-role').filter(
      (event) => event.role === role && event.at > from && event.at <= to,
    )
    return countOf(
      seen.map(({ at, service }) => ({ at, text: `${service} became ${role}` })),
      'servers',
    )
  },
)
