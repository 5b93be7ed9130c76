import { redis, system } from '../../harness/scenario.ts'

const worker = (name: string) => ({
  command: ['node', 'programs/worker.mjs'],
  image: { from: 'node', mount: '../..' },
  env: { REDIS_URL: '{store.url}', NAME: name },
  port: false as const,
  ready: { log: /working/ },
})

const taken = /(?<client>\S+) took (?<group>\S+) as (?<key>\d+)/
const used = /(?<client>\S+) wrote as (?<key>\d+)/

/** Two workers of which one at a time may write: the one that holds the lease in Redis, which runs out unless it is renewed. */
export const lease = system('lease', {
  folder: import.meta.dirname,
  services: { store: redis(), first: worker('first'), second: worker('second') },
  operations: {
    tenure: {
      taken: { from: ['first', 'second'], match: taken },
      used: { from: ['first', 'second'], match: used },
    },
    firstTenure: { taken: { from: 'first', match: taken }, used: { from: 'first', match: used } },
  },
})
