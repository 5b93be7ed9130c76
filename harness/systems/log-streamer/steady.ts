import { now, type Running } from '../../door.ts'

/** Looks that a steady state has to last for: later metrics are held against them. */
const looksMin = 12

/** A target is answered when one of its newest three probes was … */
const badMax = 2

/** … and that not longer ago than a probe waits for an answer. On a busy machine answers come late, and none is lost. */
const goodNs = 2e9

/**
 * Waits until one of every target's newest probes was answered and no connection of the web server is in CLOSE_WAIT, for
 * twelve looks at its sockets in a row. One failed request in many is told by the checks; here it must not keep the proof from coming about.
 */
export async function waitForSteady(running: Running, targets: readonly string[], limitMs: number) {
  const looks = running.sockets('web')
  const seen = new Map(targets.map((target) => [target, { bad: 0, goodAt: 0 }]))
  const stop = running.onEvent((event) => {
    const own = event.kind === 'probe' ? seen.get(event.host) : undefined
    if (event.kind !== 'probe' || !own) return
    // A wrong body is an answer, too.
    const good = event.ok || event.error === 'body'
    own.bad = good ? 0 : own.bad + 1
    if (good) own.goodAt = now()
  })
  const answered = () =>
    [...seen.values()].filter(({ bad, goodAt }) => bad <= badMax && now() - goodAt < goodNs).length
  const halfClosed = () => looks.latest?.states.CLOSE_WAIT ?? 0
  let calmSince = looks.count
  const isSteady = () => {
    if (answered() < targets.length || halfClosed() > 0 || !looks.latest) calmSince = looks.count
    return looks.count - calmSince >= looksMin
  }
  const ok = await running.until(isSteady, `${limitMs / running.factor}ms`)
  stop()
  const reason =
    `no steady state within ${Math.round(limitMs)} ms: ${answered()} of ${targets.length} targets answered ` +
    `their newest probe, ${halfClosed()} connections in CLOSE_WAIT`
  return { ok, hosts: targets.length, answered: answered(), ...(!ok && { reason }) }
}
