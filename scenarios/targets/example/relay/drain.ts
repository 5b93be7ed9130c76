import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { codes } from '../protocol.ts'
import { constants } from './constants.ts'
import { log } from './log.ts'
import type { Tunnels } from './tunnels.ts'

/** Exit code of a relay that could not take itself out of the directory. */
const notCleared = 3

/** Hands every host over on SIGINT and SIGTERM, then exits. */
export function drainOnSignals(server: Server, tunnels: Tunnels): void {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (tunnels.leaving) return log('info', 'drain_again', { signal })
      log('info', 'drain_begin', { signal, tunnels: tunnels.open.size })
      void drain(server, tunnels).then((code) => process.exit(code))
    })
  }
}

async function drain(server: Server, tunnels: Tunnels): Promise<number> {
  const limit = sleep(constants.drainMs, 'late' as const)
  if (server.listening) server.close()
  await Promise.all([tunnels.leave('deploy'), sleep(constants.leaveMs)])
  const entries = await tunnels.clear()
  const closed = [...tunnels.open].map((tunnel) => new Promise<void>((done) => tunnel.onClose(() => done())))
  for (const tunnel of tunnels.open) tunnel.close(codes.leaving, 'relay is leaving')
  await Promise.race([Promise.all(closed), sleep(constants.tailMs), limit])
  const settled = await Promise.race([tunnels.settled(), limit])
  const reason = tunnels.leftOver ?? (settled === 'late' ? 'directory calls are still under way' : undefined)
  if (reason !== undefined) {
    log('error', 'drain_not_cleared', { reason })
    return notCleared
  }
  log('info', 'drain_cleared', { entries })
  log('info', 'drain_end')
  return 0
}
