import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/authorisation',
  {
    title: 'nobody comes in with a token that is not theirs',
    hypothesis:
      'Without a token, with one that is forged, expired, of another host or of a client, in the header or in the query, no host is ' +
      'taken on and no request is passed on, not even with one that was good before; a host with a good token notices nothing.',
    source: 'the wire facts: a token is good for one host, and for nothing else',
    system: relayFleet({ hosts: 10, probesPerSecond: 50, needs: ['tokens', 'late-hosts'] }),
    broken: {
      'auth=any-host': { relay: { auth: 'any-host' }, failsOn: ['strangers let in'] },
      'auth=any-age': { relay: { auth: 'any-age' }, failsOn: ['strangers let in'] },
      'auth=unsigned': { relay: { auth: 'unsigned' }, failsOn: ['strangers let in'] },
      'auth=any-role': {
        relay: { auth: 'any-role' },
        failsOn: ['requests of strangers answered otherwise than 401'],
      },
      'auth=header-only': { relay: { auth: 'header-only' }, failsOn: ['new hosts with good tokens let in'] },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const strangers = await fleet.strangers()
    await time.somewhereIn(fleet.phases.short)
    const since = await time.pass('0s')
    await faults.wrongTokens(strangers)
    const welcome = await fleet.welcome()
    await fleet.askWrongly(fleet.hosts[0]!)
    // Some dials of each, as they back off.
    const watched = { since, until: await time.pass('10s') }

    check('strangers let in', observe.letIn(watched, strangers.hosts)).is(0)
    check(
      'requests of strangers answered otherwise than 401',
      observe.strangersAnsweredOtherwise(401, watched),
    ).is(0)
    check('new hosts with good tokens let in', observe.letIn(watched, welcome)).is(welcome.length)
    check('tunnels lost', observe.tunnelsLost(watched, fleet.hosts)).is(0)
    check('failed probes', observe.probeFailures(watched)).is(0)
  },
)
