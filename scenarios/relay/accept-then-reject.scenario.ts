import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/accept-then-reject',
  {
    title: 'hosts that are accepted and then rejected back off all the same',
    hypothesis:
      'While the directory answers errors the relay accepts each tunnel and closes it with 1011; hosts take the open ' +
      'socket for no success, back off, and are back soon after the directory works again.',
    source: 'game-day: hosts reset their backoff when the socket opened; 19 dials in 20 s',
    system: relayFleet({ hosts: 20, usesRedis: true }),
    broken: {
      'backoff-reset=on-open': {
        host: { backoffReset: 'on-open' },
        failsOn: ['delays that did not grow as declared'],
      },
    },
    before: [{ check: 'dials per host', text: '19 dials in 20 s' }],
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    const refused = '20s'
    const errors = await faults.answerErrors(fleet.redis)
    const since = await faults.reset(fleet.link('hosts', relay.name))
    const during = { since, until: await time.pass(refused) }
    const healed = await errors.heal()
    const until = await fleet.reconnected({ since: healed, decides: fleet.limits.heal })

    precondition(
      'hosts closed with 1011',
      observe.closedWith({ code: fleet.closeCodes.directoryFailed }, during, fleet.hosts),
    ).atLeast(fleet.hosts.length)
    // Each delay against the one before, whatever a dial takes: a quick machine makes more dials of the same mistake than a slow one.
    check(
      'delays that did not grow as declared',
      observe.delaysOffSchedule(during, fleet.schedule, fleet.hosts),
    ).is(0)
    check('dials per host', observe.dialsPerHost(during)).atMost(fleet.limits.dials(refused))
    const back = { since: healed, until }
    check('decided delays after heal', observe.decidedDelay(back, 'max')).atMost(fleet.limits.heal)
    check('back after heal', observe.reconnect(back, 'max')).atMost(fleet.limits.heal, {
      work: fleet.work.dial,
    })
  },
)
