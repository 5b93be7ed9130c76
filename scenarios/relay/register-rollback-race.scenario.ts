import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/register-rollback-race',
  {
    title: 'a socket that dies in its registration takes nothing from its successor',
    hypothesis:
      'When the first socket of a host dies while the relay writes it into the directory and the next one registers ' +
      'meanwhile, taking the first back leaves the entry of the second; where none follows, it leaves no entry.',
    source: 'fault 3 of a public relay: the rollback deleted the entry of the tunnel that had replaced it',
    system: relayFleet({ hosts: 5, needs: ['registration-race'] }),
    broken: {
      'rollback=by-owner': {
        relay: { rollback: 'by-owner' },
        failsOn: ['live tunnel missing from the directory'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    // The second socket must be upgraded within the first write, and a write that takes longer than the relay's own deadline is given
    // up: 600 ms of 1 s leave room on both sides.
    const write = fleet.share(fleet.constants.directoryDeadline, 0.6)
    await faults.latency(fleet.directoryLink(relay), { delay: write, direction: 'answers' })
    const since = await time.pass('0s')
    // Three times: where the second socket is late after all, the first is taken back before there is a successor.
    const pairs: { readonly first: string; readonly second: string }[] = []
    let most = 0
    for (let again = 0, from = since; again < 3; again++) {
      const raced = await fleet.raceRegistrations(faults)
      const hosts = raced.map(({ second }) => second)
      from = await fleet.reconnected({ since: from, hosts, decides: fleet.sum(fleet.limits.redial, write) })
      pairs.push(...raced)
      most = Math.max(most, raced.length)
    }
    const [firsts, seconds] = [pairs.map(({ first }) => first), pairs.map(({ second }) => second)]
    const window = { since, until: await time.pass('5s') }
    const left = await time.pass('0s')
    const passers = await fleet.lostInRegistration(faults, { hosts: 5, giveUpAfter: '10s' })
    const after = { since: left, until: await time.pass('5s') }

    const lost = observe.lostInRegistration(window, firsts)
    precondition('sockets that died in their registration', lost).atLeast(most)
    const raced = observe.registrationsRaced(window, pairs, time.ms(write))
    precondition('successors that came within the write', raced).atLeast(1)
    precondition(
      'hosts that ended in their registration',
      observe.lostInRegistration(after, passers),
    ).atLeast(1)
    check('entries of hosts that are gone', observe.staleWindow(after)).atMost('2s', {
      work: fleet.work.dial,
    })
    check('live tunnel missing from the directory', observe.liveMissing(window, 'max', seconds)).atMost(
      '1s',
      {
        work: fleet.work.dial,
      },
    )
  },
)
