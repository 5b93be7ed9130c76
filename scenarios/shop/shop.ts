import { http, redis, system } from '../../harness/scenario.ts'

const stores = { REDIS_URL: '{cache.url}' } as const
const readDone = ['redis-cli', '-h', '{host}', '-p', '{port}', 'LRANGE', 'orders:done', '0', '-1']

/** A web shop as a stranger would describe it: an API, its store, a worker that carries orders out, and clients. */
export const shop = system('shop', {
  folder: import.meta.dirname,
  services: {
    cache: redis(),
    api: { command: ['node', 'programs/api.mjs'], env: { HOST: '{host}', PORT: '{port}', ...stores } },
    worker: { command: ['node', 'programs/worker.mjs'], env: stores, port: false, ready: { log: /working/ } },
    clients: {
      command: ['node', 'programs/clients.mjs'],
      env: { API: '{api.url}', COUNT: '20' },
      port: false,
    },
  },
  probes: { health: http({ to: 'api' }) },
  clients: { from: 'clients', count: 20, connected: /(?<client>\S+) connected/, lost: /(?<client>\S+) lost/ },
  operations: {
    order: {
      acknowledged: { from: 'clients', match: /acknowledged (?<key>\S+)/ },
      begun: { from: 'worker', match: /begun (?<key>\S+)/ },
      done: { from: 'worker', match: /done (?<key>\S+)/ },
      kept: { from: 'cache', command: readDone, match: /(?<key>client-\S+)/ },
    },
  },
})
