import { http, postgres, redis, system } from '../../harness/scenario.ts'

const stores = { DATABASE_URL: '{db.url}', REDIS_URL: '{cache.url}' } as const
const node = (file: string) => ({
  command: ['node', `programs/${file}`],
  image: { from: 'node', mount: '../..' },
})
const tables = 'CREATE TABLE orders (id text PRIMARY KEY, shipped boolean); CREATE TABLE shipments (id text);'

/** A web shop as a stranger would describe it: two APIs, a database, a queue with its worker, and clients with Socket.IO. */
export const shop = system('shop', {
  folder: import.meta.dirname,
  services: {
    db: postgres({ database: 'shop', sql: tables }),
    cache: redis(),
    api: { ...node('api.mjs'), env: { HOST: '{host}', PORT: '{port}', ...stores }, copies: 2 },
    worker: { ...node('worker.mjs'), env: stores, port: false, ready: { log: /working/ } },
    clients: { ...node('clients.mjs'), env: { APIS: '{api.url}', COUNT: '20' }, port: false },
  },
  probes: { health: http({ to: 'api-1', path: '/health' }) },
  clients: { from: 'clients', count: 20, connected: /(?<client>\S+) connected/, lost: /(?<client>\S+) lost/ },
  operations: {
    order: {
      acknowledged: { from: 'clients', match: /acknowledged (?<key>\S+)/ },
      begun: { from: 'worker', match: /begun (?<key>\S+)/ },
      done: { from: 'worker', match: /done (?<key>\S+)/ },
      shipped: { from: 'db', command: ['psql', '-Atc', 'SELECT id FROM shipments'], match: /(?<key>.+)/ },
    },
    notice: {
      sent: { from: 'worker', match: /told (?<key>\S+)/ },
      heard: { from: 'clients', match: /heard (?<key>\S+)/ },
    },
  },
})
