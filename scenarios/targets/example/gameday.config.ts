import { Redis } from 'ioredis'
import { defineConfig, issuedBy, type Leftovers } from '../../../harness/config.ts'

const dial = /\(dial (?<tunnel>\d+)/.source

/** Everything that gameday knows of the example: its programs are used as they are. */
export default defineConfig({
  targets: {
    example: {
      relay: {
        command: [process.execPath, 'relay/main.ts'],
        image: 'example-relay',
        argv: ['node', '/srv/service.mjs'],
        env: {
          LISTEN: '{address}',
          MACHINE: '{machineId}',
          REGION: '{region}',
          UPSTASH_REDIS_REST_URL: '{upstash.url}',
          UPSTASH_REDIS_REST_TOKEN: '{upstash.token}',
          JWKS_URL: '{issuer.jwks}',
          TOKEN_ISSUER: '{issuer.issuer}',
          TOKEN_AUDIENCE: '{issuer.audience}',
        },
        ready: { log: /event=listening/ },
        events: { lines: { cleared: /event=drain_cleared entries=(?<count>\d+)/ } },
      },
      host: {
        command: [process.execPath, 'host/main.ts'],
        image: 'example-host',
        argv: ['node', '/srv/service.mjs'],
        env: { HOST_NAME: '{id}', RELAY_URL: '{dial.url}', HOST_TOKEN: '{token}' },
        max: 100,
        // A process for each: 100 of them were back 5.2 to 8.1 ms a host after their delays, on 2 cores.
        dialWork: '12ms',
        ready: { log: /starting$/ },
        events: {
          time: /^(\S+) /,
          lines: {
            attempt: new RegExp(`dialling ${dial}`),
            upgraded: new RegExp(`socket open to (?<relay>\\S+) ${dial}`),
            registered: new RegExp(`welcomed by (?<relay>\\S+) ${dial}`),
            answered: new RegExp(`answered its first request ${dial}`),
            drain: new RegExp(`relay is leaving: (?<reason>.*) ${dial}`),
            watchdog: new RegExp(`silent for \\d+ ms, giving the tunnel up ${dial}`),
            closed: new RegExp(
              `tunnel ended with code (?<code>\\d+) "(?<reason>.*)"(?: after (?<error>\\S+))? ${dial}`,
            ),
            failed: /dial (?<tunnel>\d+) failed: (?<error>.*)/,
            scheduled: new RegExp(`next dial in (?<delayMs>\\d+) ms ${dial}`),
          },
        },
      },
      dependencies: {
        upstash: { ship: 'upstash' },
        issuer: {
          ship: 'token-issuer',
          algorithm: 'ES256',
          issuer: 'https://issuer.example',
          audience: 'example',
        },
      },
      tokens: { host: issuedBy('issuer', ({ role }) => ({ claims: { scope: role } })) },
      probe: {
        path: '/v1/hosts/{id}/ping',
        headers: { authorization: 'Bearer {clientToken}' },
        slowPath: '/v1/hosts/{id}/wait?ms={ms}',
        success: { body: '{"pong":"{id}"}' },
      },
      directory: {
        redisHash: 'edge:tunnels',
        owner: '{machineId}/{region}',
        by: 'upstash',
        leave: leaveEntries,
      },
      health: '/v1/health',
      constants: {
        pingInterval: '1s',
        backoffBase: '100ms',
        backoffCeiling: '1s',
        // Full jitter: anything from 50 ms on, with any longest delay.
        backoffMin: '50ms',
        backoffFactorMin: 0.05,
        replacedDelay: '500ms',
        watchdog: '3s',
        watchdogCheck: '250ms',
        directoryTtl: '4s',
        directorySweep: '2s',
        directoryDeadline: '800ms',
        drainWait: '200ms',
        drain: '1700ms',
        killTimeout: '2s',
      },
      closeCodes: { drain: 4100 },
      drainMessage: '["leaving","deploy"]',
      drainFailed: {
        text: 'drain_not_cleared',
        refuses: 'ECONNREFUSED',
        errors: 'NOREPLICAS',
        hangs: 'no answer within 800 ms',
      },
    },
  },
})

/** Far enough away that no sweep of another relay comes before the cleanup that is watched. */
const expiresInMs = 60_000

/** Writes entries as the example's relay does, of tunnels that nobody has. */
async function leaveEntries({ owner, hosts, values }: Leftovers): Promise<void> {
  const redis = new Redis(values['redis.url']!)
  try {
    const expiry = Date.now() + expiresInMs
    const writes = redis.pipeline()
    for (const host of hosts) {
      writes.hset('edge:tunnels', host, owner)
      writes.hset('edge:leases', host, `tunnel-of-${host} ${expiry}`)
    }
    await writes.exec()
  } finally {
    redis.disconnect()
  }
}
