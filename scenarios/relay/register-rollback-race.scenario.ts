import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/register-rollback-race',
  {
    title: 'a socket that dies in its registration takes nothing from its successor',
    hypothesis:
      'When the first socket of a host dies while the relay writes it into the directory and the next one registers ' +
      'meanwhile, taking the first back leaves the entry of the second; where none follows, it leaves no entry.',
    source: 'fault 3 of a public relay: the rollback deleted the entry of the tunnel that had replaced it',
    system: relayFleet({ hosts: 5, needs: ['unruly-hosts'] }),
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
    // The second socket must be upgraded within the 600 ms of the first write, and a write that takes 1 s is given up by
    // the relay's own deadline: 600 ms leaves room on both sides.
    await faults.latency(fleet.directoryLink(relay), { delay: '600ms', direction: 'answers' })
    const since = await time.pass('0s')
    // Three times: where the second socket is late after all, the first is taken back before there is a successor.
    for (let again = 0, from = since; again < 3; again++) {
      faults.interruptRegistration(fleet.hostProgram, fleet.hosts)
      from = await fleet.reconnected({ since: from, decides: fleet.limits.redial })
    }
    const window = { since, until: await time.pass('5s') }
    const left = await time.pass('0s')
    const passers = await fleet.lostInRegistration(faults, { hosts: 5, giveUpAfter: '10s' })
    const after = { since: left, until: await time.pass('5s') }

    const lost = observe.lostInRegistration(window, fleet.hosts)
    precondition('sockets that died in their registration', lost).atLeast(fleet.hosts.length)
    precondition(
      'hosts that ended in their registration',
      observe.lostInRegistration(after, passers),
    ).atLeast(1)
    check('entries of hosts that are gone', observe.staleWindow(after)).atMost('2s', {
      work: fleet.work.dial,
    })
    check('live tunnel missing from the directory', observe.liveMissing(window)).atMost('1s', {
      work: fleet.work.dial,
    })
  },
)
