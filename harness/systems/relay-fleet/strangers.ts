import { setTimeout as sleep } from 'node:timers/promises'
import { type HttpProber, MissingPartError, type SingleProbe } from '../../door.ts'
import type { FleetHosts, Player } from './fleet-hosts.ts'
import type { FleetPrograms } from './programs.ts'

/** Hosts that come with tokens that are no good. */
export interface Strangers {
  /** Their names in the journal. */
  readonly hosts: readonly string[]
  join(): void
  leave(): void
}

export interface Doors {
  /** One for each thing that can be wrong with a token, in the header and in the query. @throws MissingPartError where none can be made */
  strangers(): Promise<Strangers>
  /** New hosts with good tokens, one in the header and one in the query. Resolves with their names. */
  welcome(): Promise<string[]>
  /**
   * Sends a client's requests to this host with tokens that are no good, plain ones and for a WebSocket, and waits for the answers. One of the tokens was good for
   * a request before.
   */
  askWrongly(host: string): Promise<void>
}

/** Probe name of clients' requests with tokens that are no good. */
export const strangerProbe = 'stranger'

/** Probe name of the request with a token that is good then, and expires. */
const beforeProbe = 'stranger-before'

/** A relay's clock may be read a little before this one's. */
const EXPIRED_FOR_MS = 50

/** What makes a request one for a WebSocket, which has a door of its own. */
const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'MTIzNDU2Nzg5MDEyMzQ1Ng==',
}

const places = ['header', 'query'] as const

export function createDoors(parts: {
  readonly hosts: FleetHosts
  readonly programs: Pick<FleetPrograms, 'clients' | 'tokenOf' | 'wrongTokens' | 'briefToken'>
  readonly prober: HttpProber
}): Doors {
  const { hosts, programs, prober } = parts
  const wrongTokens = (host: string) => {
    if (!programs.wrongTokens) throw new MissingPartError('nobody knows how to make a token that is no good')
    return programs.wrongTokens(host)
  }
  return {
    strangers: async () => {
      const kinds = Object.keys(await wrongTokens('stranger')) as (keyof Awaited<
        ReturnType<typeof wrongTokens>
      >)[]
      const players: Player[] = []
      for (const kind of kinds)
        for (const tokenIn of places) {
          const id = `stranger-${kind.replaceAll(' ', '-')}-${tokenIn}`
          players.push({ id, token: (await wrongTokens(id))[kind], tokenIn })
        }
      const names = players.map(({ id }) => id)
      return { hosts: names, join: () => hosts.add(players), leave: () => hosts.remove(names) }
    },
    welcome: async () => {
      const ids = places.map((place) => `welcome-${place}`)
      hosts.add(
        await Promise.all(
          places.map(async (tokenIn, index) => ({
            id: ids[index]!,
            token: await programs.tokenOf(ids[index]!),
            tokenIn,
          })),
        ),
      )
      return ids
    },
    askWrongly: async (host) => {
      const { path } = programs.clients.request(host)
      const tokens = await wrongTokens(host)
      const { timeoutMs } = programs.clients
      const send = (where: Pick<SingleProbe, 'path' | 'headers'>, probe = strangerProbe) =>
        prober.sendOnce({ probe, host, timeoutMs, ...where }).catch(() => {})
      const remembered = async () => {
        const brief = await programs.briefToken?.()
        if (!brief) return
        const where = { path, headers: { authorization: `Bearer ${brief.token}` } }
        await send(where, beforeProbe)
        await sleep(Math.max(0, brief.goodUntil - Date.now()) + EXPIRED_FOR_MS)
        await send(where)
      }
      await Promise.all([
        remembered(),
        // A client may not come with a host's token, not even with a good one.
        ...[tokens.none, tokens.forged, tokens.expired, await programs.tokenOf(host)].flatMap((token) =>
          [{}, upgrade].flatMap((kind) => [
            send({ path, headers: { ...kind, authorization: `Bearer ${token}` } }),
            // Without the header that a client's request has as a rule.
            send({ path: `${path}?token=${token}`, headers: { ...kind } }),
          ]),
        ),
      ])
    },
  }
}
