import { seededRandom } from '../mock-host/random.ts'
import { log } from '../relay/log.ts'
import type { HookRelayConfig } from './config.ts'
import { ForgetfulQueue } from './forgetful-queue.ts'
import type { Hop } from './hop.ts'
import { Lanes } from './lanes.ts'
import { note } from './note.ts'
import { Queue } from './queue.ts'
import { Slots } from './slots.ts'
import type { Delivery } from './wire.ts'

/** The fixed form: acknowledged once stored, delivered from the queue. Takes up again what a former life left. */
export async function storedHop(config: HookRelayConfig): Promise<Hop> {
  const { options, constants } = config
  const queue = new (options.deadLetters === 'not-kept' ? ForgetfulQueue : Queue)(config.redisUrl, constants)
  const slots = new Slots(options.concurrency === 'bounded' ? constants.openMax : Number.POSITIVE_INFINITY)
  const lanes = new Lanes({ config, queue, slots, random: seededRandom(config.seed) })
  const laneOf = ({ id, repository }: Delivery) => (options.order === 'none' ? id : repository)
  const store = async (delivery: Delivery) => {
    const lane = laneOf(delivery)
    if (!(await queue.accept(lane, delivery))) return 503
    lanes.wake(lane)
    return 202
  }

  await queue.connect()
  if (options.start === 'empties') await queue.empty()
  const left = await queue.left()
  if (left.size > 0) log('taking up what was left', { lanes: left.size })
  // All of it is named first: a former life may have been killed before it could say that a delivery had ended.
  for (const delivery of [...left.values()].flat()) note(delivery, 'kept')
  for (const lane of left.keys()) lanes.wake(lane)
  if (options.hop === 'ack-before-store') return writeBehind(store, constants.writeBehindMs)
  return {
    take: async (delivery) => {
      const status = await store(delivery)
      if (status === 202) note(delivery, 'accepted')
      return status
    },
  }
}

/** Known-bad form: what was acknowledged waits in memory until it is written. */
function writeBehind(store: (delivery: Delivery) => Promise<number>, everyMs: number): Hop {
  let waiting: Delivery[] = []
  setInterval(() => {
    const batch = waiting
    waiting = []
    for (const delivery of batch) void store(delivery).catch(() => {})
  }, everyMs)
  return {
    take: async (delivery) => {
      waiting.push(delivery)
      note(delivery, 'accepted')
      return 202
    },
  }
}
