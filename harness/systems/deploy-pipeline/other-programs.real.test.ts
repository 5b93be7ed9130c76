import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ScenarioBody } from '../../scenario/define.ts'
import { checkOf, executions } from '../../scenario/fixtures/executed.ts'
import type { System } from '../../system/system.ts'
import { deployPipeline } from './deploy-pipeline.ts'
import type { OtherOrchestrator } from './options.ts'

const { run, folder } = executions('deploy-pipeline')

const reports = {
  started: /\] (?<deployment>\S+): attempt/,
  succeeded: /\] (?<deployment>\S+): out on every VM/,
  failed: /\] (?<deployment>\S+): given up, as (?<reason>.+)/,
  delayed: /\] (?<deployment>\S+): once more, as (?<reason>.+)/,
}

/** The system with somebody else's job worker. @param name of what it keeps its queue in */
const otherOrchestrator = (name: string, more: Partial<OtherOrchestrator> = {}) =>
  deployPipeline({
    folder: join(import.meta.dirname, 'fixtures'),
    orchestrator: {
      command: ['node', 'other-orchestrator.mjs'],
      env: {
        ...{ HOST: '{host}', PORT: '{port}', DEPLOY_URL: '{proxy.url}', PAUSE_MS: '{ms.500}' },
        QUEUE: join(folder(), name),
      },
      reports,
      ...more,
    },
  })

type Fixtures = ReturnType<typeof deployPipeline> extends System<infer F, infer _> ? F : never

/** Kills the worker in the middle of a deployment. */
const killed: ScenarioBody<Fixtures> = async ({ pipeline, faults, observe, check, precondition, time }) => {
  const deployment = await pipeline.deploy()
  await pipeline.appliedBy(deployment, 2, { giveUpAfter: '20s' })
  await faults.kill(pipeline.orchestrator)
  const back = await pipeline.orchestrator.restart({ after: '2s' })
  await pipeline.over([deployment], { giveUpAfter: '60s' })
  const read = await pipeline.readDeadSet()
  await time.pass('5s')
  check('job ended after restart', observe.jobEndedAfter(deployment, back.acceptingAt)).atMost('30s')
  check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
  check('dead jobs', observe.deadJobs(read)).is(0)
  precondition('VMs left out', observe.leftOut([deployment])).is(0)
}

const broken = {
  'queue=memory': { orchestrator: { env: { KEEPS: 'no' } }, failsOn: ['job ended after restart'] },
}

describe('a job worker of somebody else', () => {
  test('that keeps its jobs brings them to their end; what it does not report is left out', async () => {
    const meta = { system: otherOrchestrator('kept'), broken, headline: 'job ended after restart' }
    const { judgement, events } = await run({ id: 'deploy/kept', meta, body: killed })
    expect(judgement.reason ?? '').toBe('')
    expect(judgement.verdict).toBe('passed')
    expect(checkOf(events, 'deployments reported otherwise than they went')).toMatchObject({
      verdict: 'passed',
    })
    expect(checkOf(events, 'dead jobs')).toMatchObject({ notApplicable: true })
  }, 120_000)

  test('that keeps them in memory is found out', async () => {
    const meta = { system: otherOrchestrator('memory'), broken, headline: 'job ended after restart' }
    const { judgement } = await run({ id: 'deploy/memory', meta, body: killed, variant: 'queue=memory' })
    expect(judgement).toMatchObject({ verdict: 'failed', detected: true })
  }, 120_000)

  test('says what it has given up, by a command', async () => {
    const queue = join(folder(), 'dead')
    const deadJobs = {
      command: ['cat', queue],
      match: /"id":"(?<job>[^"]+)".*"attempt":(?<attempts>\d+).*"dead":"(?<reason>[^"]+)"/,
    }
    const meta = {
      system: otherOrchestrator('dead', { deadJobs }),
      broken: {},
      headline: 'dead, with its reason',
    }
    const body: ScenarioBody<Fixtures> = async ({ pipeline, faults, observe, check }) => {
      await using _refusing = await faults.cut(pipeline.link('proxy', 'deploy-service'))
      const deployment = await pipeline.deploy()
      await pipeline.over([deployment], { giveUpAfter: '60s' })
      const read = await pipeline.readDeadSet()
      check('dead, with its reason', observe.inDeadSet(deployment, read, '502')).is(1)
      check('attempts of the job', observe.attempts(deployment)).is(5)
      check('decided pauses', observe.retryDecided(deployment)).atMost('200ms')
    }
    const { judgement, events } = await run({ id: 'deploy/dead', meta, body })
    expect(judgement.reason ?? '').toBe('')
    expect(judgement.verdict).toBe('passed')
    expect(checkOf(events, 'decided pauses')).toMatchObject({ notApplicable: true })
  }, 120_000)
})

test('a job worker that is not told where changes are made is refused', () => {
  expect(() => deployPipeline({ orchestrator: { command: ['worker'], reports } })).toThrow(
    'it is not told where to have changes made: mention {proxy.url}',
  )
})
