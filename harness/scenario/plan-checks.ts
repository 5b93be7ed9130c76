import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { NewEvent } from '../journal/events.ts'
import { nullObject, orNullObject, UNKNOWN_TEXT, unknownLoops } from '../system/rehearse.ts'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'
import { ownTarget } from './targets.ts'

/** Real time that going through a body may take; it waits for nothing, so one that takes longer waits for something real. */
const REHEARSAL_MS = 500
/** Waits of a body that goes through: the longest of the catalogue has some ten. More is a loop without an end. */
const WAITS_MAX = 10_000

/**
 * The checks that a scenario will make, found by going through its body with nothing behind it. What cannot be known so
 * leaves the plan open, with the reason: a body that cannot be gone through, a name made of what the system answers, a
 * loop over it.
 */
export async function planChecks(
  scenario: AnyScenario,
  named: Target | undefined,
  asked?: number,
): Promise<Extract<NewEvent, { kind: 'checks-planned' }>> {
  const { meta, body } = scenario
  const target = ownTarget(scenario, named)
  const names: string[] = []
  let isOver = false
  const name = (label: string) => {
    if (!isOver) names.push(String(label))
    return nullObject
  }
  let waits = 0
  const wait = async () => {
    if (++waits > WAITS_MAX) throw new Error('its body waits without end')
    return 0
  }
  const clock = { pass: () => {} }
  const time = { factor: 1, ms: () => 0, pass: wait, somewhereIn: wait }
  let loops = 0
  const goThrough = async () => {
    const fixtures = meta.system.rehearsal?.(target, meta.system.hosts(asked, target), clock) ?? {}
    const tools = { check: name, precondition: name, faults: nullObject, time, signal: AbortSignal.abort() }
    await body(orNullObject({ ...fixtures, ...tools }) as Parameters<typeof body>[0])
  }
  const late = new AbortController()
  const failure = await Promise.race([
    unknownLoops.run({ seen: () => loops++ }, goThrough).then(() => undefined, messageOf),
    sleep(REHEARSAL_MS, 'its body takes real time', { signal: late.signal }).catch(() => undefined),
  ])
  isOver = true
  late.abort()
  const known = names.filter((label) => !label.includes(UNKNOWN_TEXT))
  const open =
    failure ??
    (known.length < names.length ? 'a name depends on what the system does' : undefined) ??
    (loops > 0 ? 'its body goes through what the system gives' : undefined)
  return { kind: 'checks-planned', names: known, ...(open !== undefined && { open }) }
}
