import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/dead-set',
  {
    title: 'a job that cannot succeed ends in the dead set',
    hypothesis:
      'While the deploy service refuses, a job is retried with exponentially growing pauses, and after its last attempt it is in the ' +
      'dead set with the reason, its deployment reported failed.',
    source: 'outage: the same change set was deployed again and again',
    headline: 'in the dead set, with its reason',
    system: deployPipeline({ vms: 6 }),
    broken: {
      'retries=unlimited': {
        orchestrator: { env: { RETRIES: 'unlimited' } },
        failsOn: ['in the dead set, with its reason'],
      },
      'dead-jobs=succeeded': {
        orchestrator: { env: { DEAD_JOBS: 'succeeded' } },
        failsOn: ['deployments reported otherwise than they went'],
      },
      'attempts=3': {
        orchestrator: { env: { CONSTANTS: '{"attempts":3}' } },
        failsOn: ['attempts of the job'],
      },
      'retry-base=800ms': {
        orchestrator: { env: { CONSTANTS: '{"retryBaseMs":800}' } },
        failsOn: ['decided pauses differ from the configured by'],
      },
      'retry-base=250ms': {
        orchestrator: { env: { CONSTANTS: '{"retryBaseMs":250}' } },
        failsOn: ['decided pauses differ from the configured by', 'pauses differ from the configured by'],
      },
      'retry-base=2s': {
        orchestrator: { env: { CONSTANTS: '{"retryBaseMs":2000}' } },
        failsOn: ['decided pauses differ from the configured by', 'pauses differ from the configured by'],
      },
      'answers=one-in-twenty-fails': {
        orchestrator: { env: { ANSWERS: 'one-in-twenty-fails' } },
        failsOn: ['requests failed without a fault'],
      },
      'deadline=own': {
        orchestrator: { env: { DEADLINE: 'own' } },
        failsOn: ['jobs retried without a fault'],
      },
    },
  },
  async ({ pipeline, faults, observe, check, time }) => {
    await time.somewhereIn('5s')
    await using _refusing = await faults.cut(pipeline.link('proxy', 'deploy-service'))
    const deployment = await pipeline.deploy()
    // With pauses twice as long it takes 30 s.
    await pipeline.over([deployment], { giveUpAfter: '45s' })
    const read = await pipeline.readDeadSet()

    // What the proxy says of a deploy service that cannot be reached.
    check('in the dead set, with its reason', observe.inDeadSet(deployment, read, '502')).is(1)
    check('attempts of the job', observe.attempts(deployment)).is(5)
    check('decided pauses differ from the configured by', observe.retryDecided(deployment)).atMost('200ms')
    check('pauses differ from the configured by', observe.retrySpacing(deployment)).atMost('1s', {
      work: pipeline.takingUpWork,
      because:
        'of pauses of 1, 2, 4 and 8 s, equal ones would be up to 7 s off and ones that grow evenly 4 s',
    })
  },
)
