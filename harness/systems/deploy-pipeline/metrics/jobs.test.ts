import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'
import type { EventOf } from '../../../journal/events.ts'

type State = EventOf<'job'>['state']

/** A job's life: moments in ms and states. */
function life(...steps: [ms: number, state: State, reason?: string][]) {
  const built = journal()
  for (const [ms, state, reason] of steps)
    built.add(ms, { kind: 'job', queue: 'q', job: 'j', state, uncertaintyNs: 1e6, ...(reason && { reason }) })
  return built
}

describe('jobs-completed', () => {
  it('names those that are not', () => {
    const built = life([0, 'waiting'], [1, 'active'], [9, 'completed'])
    built.add(5, { kind: 'job', queue: 'q', job: 'k', state: 'delayed', uncertaintyNs: 1e6 })
    expect(computeMetric('jobs-completed', built.events, { jobs: ['j', 'k'] })).toMatchObject({
      observed: 1,
      offenders: [{ text: 'k: delayed' }],
    })
    expect(computeMetric('jobs-completed', built.events, { jobs: ['j', 'z'] }).reason).toMatch(
      /nothing of job z/,
    )
  })
})

describe('attempts', () => {
  it('counts every start, the one after a stall included', () => {
    const { events } = life([0, 'active'], [5, 'stalled'], [6, 'waiting'], [7, 'active'], [9, 'completed'])
    expect(computeMetric('attempts', events, { job: 'j' }).observed).toBe(2)
    expect(computeMetric('attempts', events, { job: 'k' }).reason).toMatch(/nothing of job k/)
  })
})

describe('job-ended-after', () => {
  it('is the time to completion or death, 0 for what had ended, never for what has not', () => {
    const { events } = life([0, 'active'], [70, 'failed', 'refused'])
    const ended = (ms: number) => computeMetric('job-ended-after', events, { job: 'j', since: ns(ms) })
    expect(ended(20)).toMatchObject({
      observed: 50,
      uncertainty: 1,
      offenders: [{ text: 'failed: refused' }],
    })
    expect(ended(90).observed).toBe(0)
    const open = life([0, 'active'], [5, 'delayed']).events
    expect(computeMetric('job-ended-after', open, { job: 'j', since: ns(0) })).toMatchObject({
      observed: null,
      offenders: [{ text: 'last seen delayed' }],
    })
  })
})

describe('retry-spacing', () => {
  const spacing = (pauses: number[], retries = pauses.length) => {
    let ms = 0
    const steps: [number, State][] = [[0, 'active']]
    for (const pause of pauses) {
      steps.push([ms + 1, 'delayed'], [ms + 1 + pause, 'waiting'], [ms + 1 + pause, 'active'])
      ms += 1 + pause
    }
    return computeMetric('retry-spacing', life(...steps).events, { job: 'j', baseMs: 100, retries })
  }

  it('is the largest difference from base × 2ⁿ', () => {
    expect(spacing([103, 195, 420, 800])).toMatchObject({
      observed: 20,
      uncertainty: 2,
      offenders: [{ text: '420 ms in place of 400' }, {}, {}, {}],
    })
  })

  it('shows pauses that do not grow, which no busy machine explains', () => {
    expect(spacing([100, 100, 100, 100])).toMatchObject({ observed: 700, heldUp: 0 })
    expect(spacing([100, 900]).heldUp).toBeUndefined()
  })

  it('cannot tell where there were fewer retries', () => {
    expect(spacing([100, 200], 4).reason).toMatch(/retried 2 times, not 4/)
  })
})

describe('dead-jobs', () => {
  const dead = (ms: number, ...jobs: { job: string; attempts: number; reason: string }[]) =>
    journal().add(ms, { kind: 'dead-set', queue: 'q', jobs })

  it('reads the first read at or after the moment', () => {
    const built = dead(10, { job: 'j', attempts: 5, reason: '502' })
    expect(computeMetric('dead-jobs', built.events, { at: ns(10) }).observed).toBe(1)
    expect(computeMetric('dead-jobs', built.events, { at: ns(11) }).reason).toMatch(/was not read/)
  })

  it('wants the reason of a job that is asked for by name', () => {
    const built = dead(10, { job: 'j', attempts: 5, reason: '' }, { job: 'k', attempts: 5, reason: '502' })
    expect(computeMetric('dead-jobs', built.events, { at: ns(0), job: 'j' }).observed).toBe(0)
    expect(computeMetric('dead-jobs', built.events, { at: ns(0), job: 'k' })).toMatchObject({
      observed: 1,
      offenders: [{ text: 'k after 5 attempts: 502' }],
    })
    const saying = (says: string) =>
      computeMetric('dead-jobs', built.events, { at: ns(0), job: 'k', says }).observed
    expect([saying('502'), saying('504')]).toEqual([1, 0])
  })
})

describe('deployment-time', () => {
  it('is the longest from first start to end, never where one has no end', () => {
    const built = journal()
    const add = (ms: number, deployment: string, state: EventOf<'deployment'>['state']) =>
      built.add(ms, { kind: 'deployment', deployment, state })
    add(0, 'a', 'queued')
    expect(computeMetric('deployment-time', built.events, { deployments: ['a'] }).reason).toMatch(
      /never started/,
    )
    add(5, 'a', 'running')
    add(10, 'b', 'running')
    add(30, 'a', 'running')
    add(40, 'a', 'succeeded')
    expect(computeMetric('deployment-time', built.events, { deployments: ['a'] }).observed).toBe(35)
    expect(computeMetric('deployment-time', built.events, { deployments: ['a', 'b'] }).observed).toBeNull()
  })
})

it('retry-decided goes by the pauses that were decided on, however late the job was taken up', () => {
  const built = journal()
  const job = (ms: number, state: State, delayMs?: number) =>
    built.add(ms, {
      kind: 'job',
      queue: 'q',
      job: 'j',
      state,
      uncertaintyNs: 1e6,
      ...(delayMs && { delayMs }),
    })
  job(0, 'active')
  job(1, 'delayed', 100)
  job(150, 'active')
  job(151, 'delayed', 230)
  const params = { job: 'j', baseMs: 100, retries: 2 }
  expect(computeMetric('retry-decided', built.events, params)).toMatchObject({
    observed: 30,
    uncertainty: 0,
    exact: true,
  })
  expect(computeMetric('retry-decided', built.events, { ...params, retries: 3 }).reason).toMatch(
    /2 times, not 3/,
  )
})
