import { http, redis, system } from '../../harness/scenario.ts'

const node = (file: string) => ({
  command: ['node', `programs/${file}`],
  image: { from: 'node', mount: '../..' },
})

/**
 * A checkout that asks a stock service for each order. The stock has room for some 75 questions a second, and takes them in order; 20 orders come
 * each second, whatever becomes of those before.
 */
export const checkout = system('checkout', {
  folder: import.meta.dirname,
  services: {
    store: redis(),
    stock: { ...node('stock.mjs'), env: { HOST: '{host}', PORT: '{port}', STORE_URL: '{store.url}' } },
    api: { ...node('api.mjs'), env: { HOST: '{host}', PORT: '{port}', STOCK_URL: '{stock.url}' } },
  },
  probes: {
    orders: http({ to: 'api', path: '/order', every: '50ms', timeout: '2s', expect: { body: 'left' } }),
  },
  operations: {
    question: {
      taken: { from: 'stock', match: /question (?<key>\d+) taken/ },
      answered: { from: 'stock', match: /question (?<key>\d+) answered/ },
    },
  },
})
