import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Env } from '../env.ts'
import { authoriser } from './auth.ts'
import { parseRelayConfig, type RelayConfig, type RelayOptions } from './config.ts'
import type { RelayConstants } from './constants.ts'
import { Directory } from './directory.ts'
import { drainOnSignals } from './drain.ts'
import { httpRoutes } from './http-routes.ts'
import { Lifecycle } from './lifecycle.ts'
import { listen } from './listen.ts'
import { log } from './log.ts'
import { createRedis } from './redis.ts'
import { run } from './run.ts'
import { SpareDescriptors } from './spare-descriptors.ts'
import { cleanUpAtStart } from './startup-cleanup.ts'
import { startSweeper } from './sweeper.ts'
import { Tunnels } from './tunnels.ts'
import { closeCodes, relayIdHeader } from './wire.ts'
import { upgradeRoutes } from './ws-routes.ts'

/** Largest message on a tunnel or a channel. */
const maxPayload = 4 * 1024 * 1024

/** How long an idle client connection is kept. Told to the client, which then closes first. */
const keepAliveMs = 60_000

async function relay(env: Env): Promise<void> {
  const config = parseRelayConfig(env)
  const { options, constants, region, machineId } = config
  const owner = `${region}:${machineId}`
  const sentinel = options.primary === 'followed' ? config.sentinel : undefined
  const redis = createRedis(config.redisUrl, options.directoryDeadline, constants, sentinel)
  const directory = new Directory(redis, owner, constants, options)
  const tunnels = new Tunnels()
  const lifecycle = new Lifecycle(options.drain === 'accepts-while-draining' || options.drain === 'lingers')
  const spares = new SpareDescriptors(options.descriptors, () => makePlace(options.descriptors, tunnels))
  const { server, underWay } = createRelayServer(config, { directory, tunnels, lifecycle, spares })
  drainOnSignals({
    form: options.drain,
    pending: options.pending,
    server,
    directory,
    tunnels,
    lifecycle,
    constants,
    underWay,
  })

  const cleanedUp = cleanUpAtStart(redis, directory, options.cleanup, () => tunnels.open.size > 0)
  if (options.cleanup !== 'after-listening') await cleanedUp
  if (lifecycle.draining) return
  const port = await listen(server, config.host, config.port, { serves: 'traffic' })
  if (options.sweep !== 'none') startSweeper(directory, lifecycle, constants, options.sweep)
  log('listening', { port, region, machineId, startMs: Math.round(performance.now()) })
}

function createRelayServer(
  { region, machineId, tokenSecret, constants, options }: RelayConfig,
  state: { directory: Directory; tunnels: Tunnels; lifecycle: Lifecycle; spares: SpareDescriptors },
) {
  const parts = {
    ...state,
    self: { region, machineId },
    authorise: authoriser(tokenSecret, constants.authDelayMs, options.auth),
    constants,
    options,
    websockets: createWebSockets(`${region}:${machineId}`, constants),
  }
  const server = createServer({ keepAliveTimeout: keepAliveMs, noDelay: true }, httpRoutes(parts))
  const { onUpgrade, underWay } = upgradeRoutes(parts)
  server.on('upgrade', onUpgrade)
  return { server, underWay }
}

function createWebSockets(relayId: string, constants: RelayConstants): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    // A peer that never answers the close must not hold the socket longer than a drain would wait.
    closeTimeout: constants.drainTailMs,
  }
  const websockets = new WebSocketServer(options)
  websockets.on('headers', (headers) => headers.push(`${relayIdHeader}: ${relayId}`))
  return websockets
}

/** Broken variants: others pay for those that come. */
function makePlace(form: RelayOptions['descriptors'], tunnels: Tunnels): void {
  if (form === 'ends') process.exit(1)
  const [oldest] = form === 'sheds' ? tunnels.open : []
  oldest?.close(closeCodes.outOfDescriptors, 'out of descriptors')
}

await run(relay)
