import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/sockets-reset',
  {
    hypothesis:
      'Clients whose sockets are all reset at once are back within 2 s, and hear of their orders again, whichever API has them now.',
    system: shop,
    broken: {
      'backoff=5s': { clients: { env: { BACKOFF_MS: '5000' } }, failsOn: ['clients away'] },
      'name=once': { clients: { env: { NAME: 'once' } }, failsOn: ['notices lost'] },
    },
  },
  async ({ link, clients, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    await time.pass('1s')
    for (const api of ['api-1', 'api-2'] as const) await faults.reset(link('clients', api))
    await clients.reconnected()
    check('clients away', during.clients.disconnected('max')).atMost('2s')
    await time.pass('500ms')
    using after = watch()
    await time.pass('3s')
    await operations.notice.finished({ giveUpAfter: '2s' })
    precondition('notices sent', after.operations.notice.seen()).atLeast(20)
    check('notices lost', after.operations.notice.lost()).is(0)
  },
)
