/** Messages on a tunnel, relay → host. */
export type ToHost =
  | { type: 'ping' }
  | { type: 'drain'; reason?: string }
  | { type: 'http'; id: string; method: string; path: string; headers: Record<string, string>; body?: string }
  | { type: 'ws:open'; id: string; path: string; query?: string }
  | { type: 'ws:frame'; id: string; data: string; encoding?: 'base64' }
  | { type: 'ws:close'; id: string; code?: number }

/** Messages on a tunnel, host → relay. */
export type ToRelay =
  | { type: 'pong' }
  | { type: 'http:response'; id: string; status: number; headers: Record<string, string>; body?: string }
  | { type: 'ws:frame'; id: string; data: string; encoding?: 'base64' }
  | { type: 'ws:close'; id: string; code?: number }

/** Close codes of a tunnel. */
export const closeCodes = {
  replaced: 1000,
  goingAway: 1001,
  unauthorised: 1008,
  directoryFailed: 1011,
  /** As registered for WebSockets: try again later. */
  outOfDescriptors: 1013,
  drain: 4001,
} as const

/** Redis keys of the tunnel directory. */
export const directoryKeys = {
  /** hash hostId → `region:machineId` */
  owner: 'relay:tunnel-owner',
  /** hash hostId → JSON `{registeredAt,lastPongAt}` */
  meta: 'relay:tunnel-meta',
  /** sorted set hostId → expiry in ms */
  ttl: 'relay:tunnel-ttl',
} as const

/** Answer header by which a relay asks the edge to send the request elsewhere: `instance=ID` or `region=R`. */
export const replayHeader = 'fly-replay'

/** Request header that names the region a client would like to be served from. */
export const preferRegionHeader = 'fly-prefer-region'

/** Answer header of the edge: the relays (machine ids) that it sent the request to, in order, joined by `>`. */
export const edgePathHeader = 'edge-path'

/** Answer header of a tunnel's 101: `region:machineId` of the relay. */
export const relayIdHeader = 'relay-id'

/** Name under which Sentinel watches the directory's primary. */
export const directoryMaster = 'directory'

interface HostPort {
  readonly host: string
  readonly port: number
}

/** A Sentinel, and the addresses by which the servers that it names are reached. */
export interface SentinelConfig extends HostPort {
  /** By `host:port` as Sentinel gives them. One that is not in it is reached at the address itself. */
  readonly addresses: Readonly<Record<string, HostPort>>
}
