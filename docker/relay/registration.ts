import { setTimeout as sleep } from 'node:timers/promises'
import type { RelayOptions } from './config.ts'
import type { RelayConstants } from './constants.ts'
import type { Directory } from './directory.ts'
import type { Lifecycle } from './lifecycle.ts'
import { log, reasonOf } from './log.ts'
import type { Tunnel } from './tunnel.ts'
import type { Tunnels } from './tunnels.ts'
import { closeCodes } from './wire.ts'

export interface RegistrationParts {
  readonly directory: Directory
  readonly tunnels: Tunnels
  readonly lifecycle: Lifecycle
  readonly constants: RelayConstants
  readonly options: RelayOptions
}

/** Broken variant: tunnels that ended, with what was last received on them. */
const kept: unknown[] = []
const keptBytes = 64 * 1_024

/** Broken variants: the entry is refreshed on every so many pongs. */
const refreshEvery: Readonly<Record<string, number>> = { 'on-every-other-pong': 2, 'on-every-fifth-pong': 5 }

/** Why a tunnel that was being registered must not serve. */
interface Refusal {
  readonly code: number
  readonly reason: string
}

/** Writes an upgraded tunnel into the directory and lets it serve, or closes it and takes the write back. */
export async function registerTunnel(tunnel: Tunnel, parts: RegistrationParts): Promise<void> {
  const { tunnels, lifecycle, directory, options } = parts
  tunnels.arrive(tunnel)
  tunnel.onClose((code) => endTunnel(tunnel, code, parts))
  const refusal = await write(tunnel, parts)
  if (refusal) {
    tunnel.close(refusal.code, refusal.reason)
    log('tunnel refused', { hostId: tunnel.hostId, ...refusal })
    await directory.rollback(tunnel.registration).catch(logFailure)
    return
  }
  tunnels.serve(tunnel)?.close(closeCodes.replaced, 'replaced')
  log('tunnel registered', { hostId: tunnel.hostId })
  if (options.leaves === 'subscription') directory.subscribe(tunnel.registration)
  const every = refreshEvery[options.heartbeat] ?? 1
  let pongs = 0
  tunnel.start(() => {
    // The first pong follows the registration at once: there is nothing to refresh yet.
    if (pongs > 0 && pongs % every === 0 && !lifecycle.draining) void heartbeat(tunnel, directory)
    pongs++
  })
}

/** Tries the directory write as often as the constants say; whatever can change during an await is looked at after it. */
async function write(tunnel: Tunnel, parts: RegistrationParts): Promise<Refusal | undefined> {
  const { directory, constants } = parts
  for (let attempt = 0; attempt < constants.registerAttempts; attempt++) {
    if (attempt > 0) {
      await sleep(constants.registerPauseMs * 2 ** (attempt - 1))
      const refusal = overtaken(tunnel, parts)
      if (refusal) return refusal
    }
    const failure = await directory.register(tunnel.registration).then(() => undefined, reasonOf)
    const refusal = overtaken(tunnel, parts)
    if (refusal || failure === undefined) return refusal
    log('registration failed', { hostId: tunnel.hostId, attempt, reason: failure })
  }
  return { code: closeCodes.directoryFailed, reason: 'directory write failed' }
}

function overtaken(tunnel: Tunnel, { lifecycle, tunnels }: RegistrationParts): Refusal | undefined {
  if (lifecycle.refusesTunnels) return { code: closeCodes.drain, reason: 'draining' }
  if (!tunnel.isOpen) return { code: closeCodes.goingAway, reason: 'closed during its registration' }
  if (!tunnels.isNewest(tunnel)) return { code: closeCodes.replaced, reason: 'replaced' }
  return undefined
}

/** A tunnel that never served was rolled back, or will be, by its own registration. */
function endTunnel(
  tunnel: Tunnel,
  code: number,
  { tunnels, directory, lifecycle, options }: RegistrationParts,
): void {
  tunnels.leave(tunnel)
  if (options.leaves === 'tunnel') kept.push({ tunnel, received: Buffer.alloc(keptBytes, 1) })
  log('tunnel closed', { hostId: tunnel.hostId, code })
  if (tunnel.started && !lifecycle.cleared && options.leaves !== 'entry')
    directory.unregister(tunnel.registration).catch(logFailure)
}

async function heartbeat(tunnel: Tunnel, directory: Directory): Promise<void> {
  try {
    const result = await directory.heartbeat(tunnel.registration)
    if (result !== 'refreshed') log('heartbeat', { hostId: tunnel.hostId, entry: result })
  } catch (error) {
    logFailure(error)
  }
}

function logFailure(error: unknown): void {
  log('directory call failed', { reason: reasonOf(error) })
}
