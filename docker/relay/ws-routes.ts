import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketServer } from 'ws'
import { answerUpgrade } from './answers.ts'
import { withoutToken } from './auth.ts'
import type { RelayConstants } from './constants.ts'
import { parseHostTarget, type RouteParts } from './http-routes.ts'
import { locate } from './locate.ts'
import { log, reasonOf } from './log.ts'
import { registerTunnel } from './registration.ts'
import { Tunnel } from './tunnel.ts'
import { closeCodes } from './wire.ts'

export interface UpgradeParts extends RouteParts {
  readonly constants: RelayConstants
  readonly websockets: WebSocketServer
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** Serves upgrades: `/tunnel` for hosts, `/hosts/…` for clients. Gives the set-ups that are still under way. */
export function upgradeRoutes(parts: UpgradeParts) {
  const underWay = new Set<Promise<void>>()
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => {}) // Broken before the upgrade is complete: nobody to tell.
    const work = route({ request, socket, head }, parts).catch((error: unknown) => {
      log('upgrade failed', { reason: reasonOf(error) })
      socket.destroy()
    })
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }
  return { onUpgrade, underWay }
}

async function route(upgrade: Upgrade, parts: UpgradeParts): Promise<void> {
  const { pathname, searchParams } = new URL(upgrade.request.url ?? '/', 'http://relay')
  if (pathname === '/tunnel') return openTunnel(upgrade, searchParams.get('hostId'), parts)
  const target = parseHostTarget(withoutToken(upgrade.request.url ?? '/'))
  if (!target) return answerUpgrade(upgrade.socket, 404)
  await openChannel(upgrade, target, parts)
}

async function openTunnel(upgrade: Upgrade, hostId: string | null, parts: UpgradeParts): Promise<void> {
  if (!hostId) return answerUpgrade(upgrade.socket, 400, {}, 'hostId is missing')
  const identity = await parts.authorise(upgrade.request)
  if (!identity) return answerUpgrade(upgrade.socket, 401)
  const { websockets, constants, lifecycle, spares } = parts
  // Complete within one tick, so nothing can change between the checks and the registration.
  websockets.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) => {
    const tunnel = new Tunnel(hostId, socket, constants, parts.options)
    const isOwn = identity.sub === hostId || parts.options.auth === 'any-host'
    if (identity.role !== 'host' || !isOwn)
      return tunnel.close(closeCodes.unauthorised, 'token of another host')
    if (lifecycle.refusesTunnels) return tunnel.close(closeCodes.drain, 'draining')
    if (spares.lacking()) return tunnel.close(closeCodes.outOfDescriptors, 'out of descriptors')
    void registerTunnel(tunnel, parts)
  })
}

async function openChannel(
  upgrade: Upgrade,
  { hostId, rest }: { hostId: string; rest: string },
  parts: UpgradeParts,
): Promise<void> {
  const identity = await parts.authorise(upgrade.request)
  if (identity?.role !== 'client') return answerUpgrade(upgrade.socket, 401)
  const tunnel = parts.lifecycle.draining ? undefined : parts.tunnels.serving(hostId)
  if (!tunnel) {
    const { status, headers, error } = await locate(hostId, parts.self, parts.directory)
    return answerUpgrade(upgrade.socket, status, headers, error)
  }
  const [path = '/', query] = rest.split('?')
  parts.websockets.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (client) =>
    tunnel.channels.open(client, path, query),
  )
}
