import {
  createMember,
  type Duration,
  type Journal,
  type Member,
  now,
  parseDuration,
  type Service,
  type Started,
  waitUntil,
} from '../../door.ts'
import type { RelaySpec } from './options.ts'
import { type Watch, watchMs } from './watch.ts'

/** One relay of the fleet; its replacement has the same machine id. */
export interface Relay extends Member {
  readonly region: string
  /** `region:machineId`, as the directory writes an owner. Stays the same over a restart. */
  readonly identity: string
  /** Waits until it has logged `message` so often since now, at most `giveUpAfter`. */
  logged(message: string, options: { readonly times: number; readonly giveUpAfter: Duration }): Promise<void>
  /**
   * Starts it again now; gives it up and kills it when it does not accept connections before the limit that this decides is broken.
   * @param allowance of that limit, real time
   */
  tryRestart(options: Watch & { readonly workMs: number }): Promise<Started | undefined>
}

/** To look through the log lines costs more than to look at a state. */
const pollMs = 20

export function createRelay(
  spec: RelaySpec,
  service: Service,
  options: {
    readonly factor: number
    readonly signal: AbortSignal
    /** No replacement starts sooner after an exit. */
    readonly restartDelay?: Duration | undefined
  },
): Relay {
  const { factor, signal, restartDelay = '0ms' } = options
  const member = createMember(service, factor, signal)
  return {
    ...member,
    restart: ({ after }) =>
      member.restart({ after: parseDuration(after) < parseDuration(restartDelay) ? restartDelay : after }),
    region: spec.region,
    identity: identityOf(spec),
    tryRestart: async ({ workMs, ...watch }) => {
      const limitMs = watchMs(watch, '0ms') * factor + workMs
      const giveUp = AbortSignal.timeout(Math.ceil(limitMs))
      try {
        return await service.restart({ signal: AbortSignal.any([signal, giveUp]) })
      } catch (error) {
        if (giveUp.aborted && !signal.aborted) return undefined
        throw error
      }
    },
    logged: async (message, { times, giveUpAfter }) => {
      const since = now()
      const text = `"msg":${JSON.stringify(message)}`
      const seen = () => service.logs().filter((line) => line.at >= since && line.text.includes(text)).length
      const limitMs = parseDuration(giveUpAfter) * factor
      await waitUntil(() => seen() >= times, { limitMs, signal, pollMs })
    },
  }
}

/** Journals the resident memory of a relay. @param tunnels that end at it now; @param at when that was so, ns */
export async function weighRelay(
  journal: Journal,
  { service }: Relay,
  tunnels: number,
  at: number,
): Promise<void> {
  journal.append({ kind: 'memory', at, service: service.name, bytes: await service.memory(), tunnels })
}

export const identityOf = ({ name, region }: RelaySpec) => `${region}:${name}`
