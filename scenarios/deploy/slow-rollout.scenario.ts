import { deployPipeline, deployProxy, scenario } from '../../harness/scenario.ts'

/** Breaks before the fixes: nginx gives up when a worker would, though the wait for a worker comes on top; the answer is parsed before it is looked at; nobody asks what became of the attempt before. */
const proxy = deployProxy(20_000)
const lateGuard = { GUARD: 'late' }
const unchecked = { STATE_CHECK: 'none' }

scenario(
  'deploy/slow-rollout',
  {
    title: 'a deploy that takes longer than it used to is still one deploy',
    hypothesis:
      'When a deployment has to wait for the one sync worker and its VMs are slow, so that its answer comes later than the ' +
      "worker timeout, the proxy's timeout lets it through and every VM gets the change set once.",
    source: 'outage: the same change set was deployed again and again',
    headline: 'VMs that got a change set again',
    system: deployPipeline({ vms: 6, workers: 1 }),
    broken: {
      'proxy-timeout=worker-timeout, guard=late, state-check=none': {
        proxy,
        orchestrator: { env: { ...lateGuard, ...unchecked } },
        'deploy-service': { env: unchecked },
        failsOn: ['VMs that got a change set again'],
      },
    },
    variants: {
      'proxy timeout alone': {
        orchestrator: { env: { ...lateGuard, ...unchecked } },
        'deploy-service': { env: unchecked },
      },
      'guard alone': { proxy, orchestrator: { env: unchecked }, 'deploy-service': { env: unchecked } },
      'state check alone': { proxy, orchestrator: { env: lateGuard } },
    },
    before: [{ check: 'VMs that got a change set again', text: 'the same change set again and again' }],
  },
  async ({ pipeline, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('5s')
    await using _slow = await faults.latency(pipeline.link('deploy-service', 'vms'), {
      delay: '3s',
      direction: 'answers',
    })
    const deployments = [await pipeline.deploy(), await pipeline.deploy()]
    await pipeline.over(deployments, { giveUpAfter: '60s' })
    // What was done once must stay so.
    await time.pass('5s')
    const read = await pipeline.readDeadSet()

    check('VMs that got a change set again', observe.appliedAgain(deployments)).is(0)
    check('VMs left out', observe.leftOut(deployments)).is(0)
    check('jobs completed', observe.jobsCompleted(deployments)).is(2)
    check('jobs in the dead set', observe.deadJobs(read)).is(0)
    // Else the old timeout would have done.
    precondition('slower deployment took', observe.deploymentTime(deployments)).atLeast('20s')
  },
)
