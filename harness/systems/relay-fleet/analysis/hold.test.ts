import { describe, expect, it } from 'vitest'
import { checkVerdict } from '../../../analysis/check.ts'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { type JournalBuilder, journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'iad:relay-1'
const watch = { since: ns(0), until: ns(60_000), stat: 'max' }
const compute = (metric: string, built: JournalBuilder, over: object = {}) =>
  computeMetric(metric, built.sorted(), { ...watch, ...over } as never)

/** Lost at 0; back at 150 ms for 50 ms, and again after 30 s. */
const flapping = () =>
  journal()
    .tunnel('a', R1, { attempt: -900, registered: -890, closed: 0 })
    .tunnel('a', R1, { attempt: 140, registered: 150, closed: 200 })
    .tunnel('a', R1, { attempt: 30_100, registered: 30_200 })
    .phase(60_000, 'verify')

describe('back is who stays', () => {
  it('a tunnel of 50 ms is not back, for a reconnect and for an outage of the host', () => {
    expect(compute('reconnect', flapping()).observed).toBe(30_200)
    expect(compute('host-outage', flapping()).observed).toBe(30_200)
    const noticed = flapping().host(0, 'a', 'watchdog')
    expect(compute('reconnect-after-detection', noticed, { since: ns(-1) }).observed).toBe(30_200)
  })

  it('holds for a second of scenario time, or as long as it is asked to', () => {
    const built = (closed: number) =>
      journal()
        .tunnel('a', R1, { attempt: -900, registered: -890, closed: 0 })
        .tunnel('a', R1, { attempt: 140, registered: 150, closed })
        .tunnel('a', R1, { attempt: 5_000, registered: 5_100 })
        .phase(60_000, 'verify')
    expect(compute('reconnect', built(1_100)).observed).toBe(5_100)
    expect(compute('reconnect', built(1_200)).observed).toBe(150)
    expect(compute('reconnect', built(1_100), { holdMs: 900 }).observed).toBe(150)
    // Compressed to a tenth it is 100 ms.
    expect(compute('reconnect', built(260).header({ factor: 0.1 })).observed).toBe(150)
    expect(compute('reconnect', built(240).header({ factor: 0.1 })).observed).toBe(5_100)
  })

  it('stays where the next tunnel begins before the last one ends', () => {
    const built = flapping().tunnel('a', R1, { dial: 9, attempt: 180, registered: 190 })
    expect(compute('reconnect', built).observed).toBe(150)
  })

  it('is no fault of the system when another fault of the scenario ended the tunnel', () => {
    const built = flapping().fault(180, 'requested', { id: 'reset-2' })
    expect(compute('reconnect', built).observed).toBe(150)
    const before = flapping().fault(100, 'requested', { id: 'reset-2' })
    expect(compute('reconnect', before).observed).toBe(30_200)
  })

  it('cannot be known when the watch ends too soon, but a broken limit stays broken', () => {
    const built = journal()
      .tunnel('a', R1, { attempt: -900, registered: -890, closed: 0 })
      .tunnel('a', R1, { attempt: 140, registered: 150 })
      .phase(600, 'verify')
    const value = compute('reconnect', built, { until: ns(500) })
    expect(value.observed).toBe(150)
    expect(value.observed! + value.uncertainty).toBeGreaterThan(500)
    expect(value.bounds![0]).toBe(145)
    expect(compute('reconnect', built.phase(1_200, 'verify'), { until: ns(500) }).uncertainty).toBe(5)
  })

  it('does not take the end of the execution for a loss', () => {
    const built = journal()
      .tunnel('a', R1, { attempt: -900, registered: -890, closed: 0 })
      .tunnel('a', R1, { attempt: 140, registered: 150, closed: 1_100 })
      .check(1_000)
      .phase(1_050, 'teardown')
    expect(compute('reconnect', built, { holdMs: 500 })).toMatchObject({ observed: 150, uncertainty: 5 })
    expect(compute('reconnect', built, { holdMs: 3_000 }).bounds![1]).toBeGreaterThan(3_000)
  })
})

describe('a host that does not notice that its relay died', () => {
  const deaf = () =>
    journal()
      .tunnel('a', R1, { attempt: -900, registered: -890 })
      .tunnel('b', R1, { attempt: -900, registered: -890, closed: 5 })
      .tunnel('b', R1, { attempt: 200, registered: 210 })
      .service(1, 'relay-1', 'exited', { code: 137 })
      .phase(60_000, 'verify')

  it('is away, not out for 0 ms', () => {
    const value = compute('host-outage', deaf())
    expect(value).toMatchObject({ observed: null, atLeast: 59_999 })
    expect(checkVerdict(value, '<=', 2_500)).toBe('failed')
  })

  it('counts from the exit of the relay once it is back', () => {
    const built = deaf().tunnel('a', R1, { attempt: 8_000, registered: 8_001 })
    expect(compute('host-outage', built).observed).toBe(8_000)
  })
})

it('an outage counts from the onset of the fault, although the window opens later', () => {
  const built = journal()
    .fault(-300, 'requested')
    .fault(-250, 'observed')
    .tunnel('a', R1, { attempt: -900, registered: -890, closed: -240 })
    .tunnel('a', R1, { attempt: 100, registered: 110 })
    .probes('a', -900, 3_000, 10, (ms) => ms < -240 || ms >= 120)
    .phase(60_000, 'verify')
  expect(compute('host-outage', built).observed).toBe(350)
  expect(compute('client-outage', built, { until: ns(2_900) }).observed).toBe(360)
})

it('never within the time watched says how long that was', () => {
  const gone = journal()
    .tunnel('a', R1, { attempt: -900, registered: -890, closed: 0 })
    .phase(10_000, 'verify')
  const over = { until: ns(10_000) }
  expect(compute('reconnect', gone, over)).toMatchObject({ observed: null, atLeast: 10_000 })
  expect(compute('detection', gone, over)).toMatchObject({ observed: null, atLeast: 10_000 })
})
