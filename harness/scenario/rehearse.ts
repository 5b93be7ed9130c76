import { parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import { nullObject, orNullObject } from '../system/rehearse.ts'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'
import type { LimitOptions, MetricRef } from './limits.ts'
import { defaultDeadline } from './run.ts'
import type { Time } from './time.ts'

/** Real time around a body: services start, the steady state is proved twice, everything is taken down. */
const aroundMs = 8_000

/** Real time for starting one more host, and for ending it. */
const perHostMs = 100

/**
 * About how long a scenario takes with a target, real ms: its body is gone through with a clock of its own and nothing behind it, so
 * that all it waits for is added up. A body that cannot be gone through so counts with its deadline.
 * @param named is told every metric that the body holds a limit against, and those that a limit is made of
 * @throws UsageError for a mistake of the scenario that shows without anything behind it
 */
export async function rehearse(
  { meta, body }: AnyScenario,
  target: Target | undefined,
  asked?: number,
  named: (check: string, metric: MetricRef) => void = () => {},
): Promise<number> {
  const hosts = meta.system.hosts(asked, target)
  const around = aroundMs + hosts * perHostMs
  let ms = 0
  const clock = {
    pass: (more: number) => {
      ms += more
    },
  }
  const pass = async (duration: Parameters<Time['pass']>[0], share = 1) => {
    clock.pass(parseDuration(duration) * share)
    return 0
  }
  const time: Time = {
    factor: 1,
    ms: parseDuration,
    pass: (duration) => pass(duration),
    somewhereIn: async (tick) => void (await pass(tick, 0.5)),
  }
  const check = (name: string, metric: MetricRef) => {
    named(name, metric)
    const atMost = (_: unknown, { work = [] }: LimitOptions = {}) => {
      for (const one of [work].flat()) named(name, one)
    }
    return orNullObject({ atMost })
  }
  try {
    const fixtures = meta.system.rehearsal?.(target, hosts, clock) ?? {}
    await body({
      ...fixtures,
      faults: nullObject,
      inject: () => nullObject as never,
      record: () => {},
      check,
      precondition: check,
      named: nullObject,
      nodes: nullObject,
      time,
      signal: AbortSignal.abort(),
    })
    return ms + around
  } catch (error) {
    if (error instanceof UsageError) throw error
    return parseDuration(meta.deadline ?? defaultDeadline) + around
  }
}
