import { cannotTell, defineMetric, eventsOf, param, z } from '../../../definitions.ts'

/** RSS is counted in pages of 4 KiB and carries garbage that is not collected yet: two readings of one relay at rest differ by so much. */
const RSS_UNCERTAINTY_KIB = 2_048

/**
 * `memory-per-host`: what a relay's process has grown by, per tunnel, between its first reading without tunnels and the first at or
 * after `at`, KiB. Contains what V8 adds to its heap under load with any number of tunnels.
 */
export const memoryPerHost = defineMetric(
  'memory-per-host',
  z.strictObject({ service: z.string(), at: param.moment }),
  (events, { service, at }) => {
    const readings = eventsOf(events, 'memory').filter((event) => event.service === service)
    const empty = readings.find(({ tunnels }) => tunnels === 0)
    const loaded = readings.find((reading) => reading.at >= at && (reading.tunnels ?? 0) > 0)
    if (!empty) return cannotTell('KiB', `the memory of ${service} without tunnels was not read`)
    const tunnels = loaded?.tunnels
    if (!loaded || !tunnels) return cannotTell('KiB', `the memory of ${service} with tunnels was not read`)
    const grownKiB = (loaded.bytes - empty.bytes) / 1_024
    return {
      observed: Math.max(0, grownKiB / tunnels),
      unit: 'KiB',
      uncertainty: RSS_UNCERTAINTY_KIB / tunnels,
      detail: { tunnels, emptyKiB: empty.bytes / 1_024, loadedKiB: loaded.bytes / 1_024 },
    }
  },
)
