import { countOf, defineMetric, eventsOf, param, z } from '../../../definitions.ts'

/** `rollout-orders`: orders for a deployment that one start of its job sent, and that came to the deploy service after `since`. */
export const rolloutOrders = defineMetric(
  'rollout-orders',
  z.strictObject({ deployment: z.string(), attempt: z.number().int().positive(), since: param.moment }),
  (events, { deployment, attempt, since }) => {
    const orders = eventsOf(events, 'rollout-call').filter(
      ({ call, id, at, ...order }) =>
        call === 'order' && id === deployment && order.attempt === attempt && at >= since,
    )
    return countOf(
      orders.map(({ at, worker }) => ({ at, text: `attempt ${attempt}, taken by sync worker ${worker}` })),
      'orders',
    )
  },
)
