import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RelayOptions } from './config.ts'
import type { RelayConstants } from './constants.ts'
import type { Directory } from './directory.ts'
import type { Lifecycle } from './lifecycle.ts'
import { log, reasonOf } from './log.ts'
import type { Tunnels } from './tunnels.ts'
import { closeCodes } from './wire.ts'

export interface DrainParts {
  readonly form: RelayOptions['drain']
  readonly pending: RelayOptions['pending']
  readonly server: Server
  readonly directory: Directory
  readonly tunnels: Tunnels
  readonly lifecycle: Lifecycle
  readonly constants: RelayConstants
  /** Upgrades that are still being authorised. */
  readonly underWay: ReadonlySet<Promise<void>>
}

/** Drains on the platform's stop signals, then exits; without a handler (broken variants) the signal kills the relay. */
export function drainOnSignals(parts: DrainParts): void {
  if (parts.form === 'none') return
  const signals = parts.form === 'sigterm-only' ? ['SIGTERM'] : ['SIGINT', 'SIGTERM']
  for (const signal of signals) {
    process.on(signal, () => {
      if (parts.lifecycle.draining) return log('already draining', { signal })
      log('draining', { signal, tunnels: parts.tunnels.open.size })
      void drain(parts).then((code) => process.exit(code))
    })
  }
}

/** Hands every host over; the exit code: 0, or 1 when the directory still names this relay. */
async function drain(parts: DrainParts): Promise<number> {
  const { form, tunnels, lifecycle, constants } = parts
  lifecycle.beginDrain()
  if (form === 'awaits-replies') await allLeave(tunnels)
  if (form !== 'accepts-while-draining' && form !== 'lingers') stopListening(parts.server)
  if (parts.pending === 'awaited') await Promise.all([...tunnels.open].map((tunnel) => tunnel.idle()))
  for (const tunnel of tunnels.open) tunnel.rejectPending('relay is draining')
  if (form !== 'close-1001' && form !== 'close-only') tellHosts(tunnels)
  await sleep(constants.drainWaitMs)
  if (form === 'forgets-directory') {
    closeTunnels(parts)
    log('drained')
    return 0
  }
  const failure = await clearDirectory(parts.directory)
  lifecycle.markCleared()
  closeTunnels(parts)
  await tail(parts)
  if (failure === undefined) log('drained')
  else log('drain failed', { reason: `entries of this relay may be left in the directory: ${failure}` })
  return failure === undefined ? 0 : 1
}

function tellHosts({ registered }: Tunnels): void {
  for (const tunnel of registered) tunnel.send({ type: 'drain', reason: 'deploy' })
}

function stopListening(server: Server): void {
  if (server.listening) server.close() // Closes idle keep-alive connections too.
}

async function clearDirectory(directory: Directory): Promise<string | undefined> {
  try {
    log('directory cleared', { entries: await directory.clearOwned() })
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function closeTunnels({ form, tunnels }: DrainParts): void {
  if (form === 'closes-none') return
  const codes = { 'close-1001': closeCodes.goingAway, 'close-1000': closeCodes.replaced } as const
  const code = form in codes ? codes[form as keyof typeof codes] : closeCodes.drain
  for (const tunnel of [...tunnels.open]) tunnel.close(code, 'draining')
}

/** Waits for close handshakes and for upgrades that will be refused, as long as the constants allow. */
async function tail({ form, tunnels, underWay, constants }: DrainParts): Promise<void> {
  if (form === 'lingers') return void (await sleep(constants.drainTailMs))
  const closed = allClosed(tunnels)
  await Promise.race([Promise.all([closed, ...underWay]), sleep(constants.drainTailMs)])
}

/** Broken variant: tells every host, and waits until the last of them has left. */
function allLeave(tunnels: Tunnels): Promise<unknown> {
  tellHosts(tunnels)
  return allClosed(tunnels)
}

/** Resolves when every tunnel that is open now has ended. */
function allClosed({ open }: Tunnels): Promise<unknown> {
  return Promise.all(
    [...open].map((tunnel) => new Promise<void>((resolve) => tunnel.onClose(() => resolve()))),
  )
}
