import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setting } from '../settings.ts'
import { constants } from './constants.ts'
import { Directory } from './directory.ts'
import { drainOnSignals } from './drain.ts'
import { log } from './log.ts'
import { routes } from './routes.ts'
import { verifier } from './tokens.ts'
import { Tunnels } from './tunnels.ts'
import { upgrades } from './upgrade.ts'
import { startUpkeep } from './upkeep.ts'
import { Upstash } from './upstash.ts'

const name = /^[\w.-]+$/
const self = { machine: setting('MACHINE', name), region: setting('REGION', name) }
const [listenHost, listenPort] = setting('LISTEN', /^[^:]+:\d+$/).split(':')
const redisUrl = setting('UPSTASH_REDIS_REST_URL', /^https?:/)
const redis = new Upstash(redisUrl, setting('UPSTASH_REDIS_REST_TOKEN'), constants.directoryMs)
const verify = verifier(setting('JWKS_URL', /^https?:/), setting('TOKEN_ISSUER'), setting('TOKEN_AUDIENCE'))

const relay = `${self.machine}/${self.region}`
const directory = new Directory(redis, relay)
const tunnels = new Tunnels(relay, directory)
const ownerOf = (host: string) => directory.ownerOf(host)
const server = createServer({ keepAliveTimeout: 30_000 }, routes({ self, verify, tunnels, ownerOf }))
server.on('upgrade', upgrades(relay, verify, tunnels))
server.on('error', (error) => {
  process.stderr.write(`cannot listen: ${error.message}\n`)
  process.exit(2)
})
drainOnSignals(server, tunnels)
await startUpkeep(directory, tunnels)
if (!tunnels.leaving) {
  server.listen({ host: listenHost, port: Number(listenPort), backlog: 1_024 }, () => {
    const { address, port } = server.address() as AddressInfo
    log('info', 'listening', { addr: `${address}:${port}`, ...self })
  })
}
