import { redis, system } from '../../harness/scenario.ts'

const from = 'clients'

/** Registers in Redis that several clients read and write. */
export const register = system('register', {
  folder: import.meta.dirname,
  services: {
    store: redis(),
    clients: {
      command: ['node', 'programs/clients.mjs'],
      image: { from: 'node', mount: '../..' },
      env: { REDIS_URL: '{store.url}' },
      port: false,
    },
  },
  operations: {
    write: {
      begun: { from, match: /(?<client>\S+) begins (?<key>write-\S+): (?<group>\S+) = (?<value>\S+)/ },
      done: { from, match: /ended (?<key>write-\S+)/ },
    },
    read: {
      begun: { from, match: /(?<client>\S+) begins (?<key>read-\S+) of (?<group>\S+)/ },
      done: { from, match: /ended (?<key>read-\S+): (?<value>\S*)/ },
    },
  },
})
