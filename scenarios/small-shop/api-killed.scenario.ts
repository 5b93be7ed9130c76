import { postgres, redis, scenario, system } from '../../harness/scenario.ts'

const stores = { DATABASE_URL: '{db.url}', REDIS_URL: '{cache.url}' } as const
const tables = 'CREATE TABLE orders (id text PRIMARY KEY, shipped boolean); CREATE TABLE shipments (id text);'
const node = (file: string) => ({ command: ['node', file], image: { from: 'node', mount: '../../..' } })

/** The example shop with one API: system, scenario and broken variants in one file. */
const shop = system('small-shop', {
  folder: `${import.meta.dirname}/../shop/programs`,
  services: {
    db: postgres({ database: 'shop', sql: tables }),
    cache: redis(),
    api: { ...node('api.mjs'), env: { HOST: '{host}', PORT: '{port}', ...stores } },
    worker: { ...node('worker.mjs'), env: stores, port: false, ready: { log: /working/ } },
    clients: { ...node('clients.mjs'), env: { APIS: '{api.url}', COUNT: '20' }, port: false },
  },
  clients: { from: 'clients', count: 20, connected: /(?<client>\S+) connected/, lost: /(?<client>\S+) lost/ },
  operations: {
    order: {
      acknowledged: { from: 'clients', match: /acknowledged (?<key>\S+)/ },
      done: { from: 'worker', match: /done (?<key>\S+)/ },
    },
  },
})

scenario(
  'small-shop/api-killed',
  {
    hypothesis: 'An API that is killed loses no acknowledged order; its clients are back within 5 s.',
    system: shop,
    broken: {
      'ack=early': { api: { env: { ACK: 'early' } }, failsOn: ['orders lost'] },
      'backoff=9s': { clients: { env: { BACKOFF_MS: '9000' } }, failsOn: ['clients away'] },
    },
  },
  async ({ services, clients, faults, watch, check, time }) => {
    using during = watch()
    await time.pass('1s')
    await faults.kill(services.api)
    await services.api.restart({ after: '2s' })
    await clients.reconnected()
    check('orders lost', during.operations.order.lost()).is(0)
    check('clients away', during.clients.disconnected()).atMost('5s')
  },
)
