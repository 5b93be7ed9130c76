import { number, type OptionsOf, redisUrl, required } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'
import { relayConstants, scaleConstants } from './constants.ts'
import { sentinelOf } from './sentinel.ts'

/**
 * The variants of the relay. The first value of each is the current version; every other one is a broken variant that
 * misbehaves in one way. Read from the environment: `directoryDeadline` from `DIRECTORY_DEADLINE`.
 */
export const relayOptionValues = {
  /**
   * `none`: no signal handler. `sigterm-only`: SIGINT kills. `close-1001`, `close-only`: no in-band message; the close code is 1001,
   * 4001. `accepts-while-draining`: neither the listener nor a tunnel in its set-up knows of the drain.
   * `forgets-directory`: entries are left to the un-awaited clean-up of each closing tunnel, and the process exits at once.
   * `closes-none`: tunnels are left to their hosts. `close-1000`: closed as if all was well.
   * `lingers`: goes on listening until the last moment, and takes hosts on.
   * `awaits-replies`: goes on when every host that was told has left its tunnel, however long that takes.
   */
  drain: [
    'full',
    'none',
    'sigterm-only',
    'close-1001',
    'close-only',
    'accepts-while-draining',
    'forgets-directory',
    'closes-none',
    'close-1000',
    'lingers',
    'awaits-replies',
  ],
  /**
   * Start-up cleanup: one script, not at all, or one round trip per entry. `after-listening`: hosts and clients are served meanwhile.
   * `everyones`: the entries of other machines go too. `each-connection`: again whenever Redis is back, whatever has been written since.
   */
  cleanup: ['lua', 'none', 'serial', 'after-listening', 'everyones', 'each-connection'],
  /**
   * `asks-first`: a request goes to the host only after three pings and their pongs. `loses-one-in-twenty`: every 20th is answered with 502.
   * `looks-again`: one for a host that no relay has is refused only after five looks into the directory, each a base delay after the other.
   */
  forward: ['direct', 'asks-first', 'loses-one-in-twenty', 'looks-again'],
  /**
   * `impatient`: a pong that takes 380 ms ends the tunnel. `half-as-often`, `twice-as-often`: as the interval declares.
   * `never-time-out`: a host that answers no ping keeps its tunnel.
   * `by-wall-clock`: how long a host has answered none is told by the wall clock. `time-out-as-drain`: it is closed with the code of a drain.
   */
  pings: [
    'patient',
    'impatient',
    'half-as-often',
    'twice-as-often',
    'never-time-out',
    'by-wall-clock',
    'time-out-as-drain',
  ],
  /** `again`: one whose tunnel fails is sent to the next tunnel of its host. `in-order`: the oldest gets the next answer, whosever it is. */
  requests: ['once', 'again', 'in-order'],
  /** Clients' WebSockets at the end of their tunnel: closed with a code, or left to the end of the process. */
  channels: ['closed', 'left-open'],
  /**
   * Whose tokens are good: `any-host`: any host's for every host. `any-age`: expired ones too. `unsigned`: signed by anyone.
   * `any-role`: a host's for a client's requests. `header-only`: those in a query, which logs may show, are not looked at.
   * `issued-before-now`: none that was issued later than the relay's clock shows.
   */
  auth: ['strict', 'any-host', 'any-age', 'unsigned', 'any-role', 'header-only', 'issued-before-now'],
  /**
   * What the end of a tunnel leaves: nothing, the whole entry, or its meta data and expiry. `tunnel`: the relay keeps it, with 64 KiB
   * of buffers. `timer`: it is pinged forever. `subscription`: a connection to Redis, which each tunnel opened for itself.
   */
  leaves: ['nothing', 'entry', 'meta', 'tunnel', 'timer', 'subscription'],
  /** `heavy`: each tunnel keeps 100 KiB that it does not need. */
  tunnels: ['light', 'heavy'],
  /** Requests under way at a drain, or at the end of their tunnel: answered 502 at once. `false-200`: with 200. `awaited`: the drain waits for their hosts. `left`: to their timeout. */
  pending: ['rejected', 'false-200', 'awaited', 'left'],
  /** `early`: entries go that would expire within half the TTL. */
  sweep: ['on', 'none', 'early'],
  /** Whether the close of a tunnel compares the registration before it deletes the host's entry. */
  unregister: ['compare', 'unconditional'],
  /**
   * Where Sentinel says who the primary is: whether each new connection asks it, and one that is told READONLY is given up. `fixed`: the server
   * of `REDIS_URL` whatever it has become.
   */
  primary: ['followed', 'fixed'],
  /** `none`: a directory call waits as long as the directory does. */
  directoryDeadline: ['on', 'none'],
  /**
   * Whether a pong restores the missing entry of a live tunnel. `on-every-other-pong`, `on-every-fifth-pong`: the others do not refresh
   * the entry either; a fifth one comes after the TTL.
   */
  heartbeat: ['restores', 'never-restores', 'on-every-other-pong', 'on-every-fifth-pong'],
  /**
   * How long an entry lives that is not refreshed, as declared or not. `by-own-clock`: expiries are written and looked at by the relay's wall clock,
   * not by that of Redis.
   */
  expiry: ['declared', 'doubled', 'halved', 'by-own-clock'],
  /**
   * What is done when none are left: some are kept, so that whoever comes can be refused. `unwatched`: nothing, as Node does. `ends`: the relay exits.
   * `sheds`: its oldest tunnel is closed.
   */
  descriptors: ['spared', 'unwatched', 'ends', 'sheds'],
  /** What the rollback of a registration compares before it deletes. */
  rollback: ['by-registration', 'by-owner'],
} as const

export type RelayOptions = OptionsOf<typeof relayOptionValues>

export type RelayConfig = ReturnType<typeof parseRelayConfig>

/** A colon would break `region:machineId` of the directory. */
const name = /^[\w.-]+$/

export const { parse: parseRelayConfig, optionsEnv: relayOptionsEnv } = defineServiceConfig({
  options: relayOptionValues,
  own: (env, timeScale) => ({
    region: required(env, 'REGION', name, 'letters, digits, dots, dashes, as in ams'),
    machineId: required(env, 'MACHINE_ID', name, 'letters, digits, dots, dashes, as in relay-1'),
    redisUrl: redisUrl(env),
    /** Sentinel that names the primary in place of `REDIS_URL`, where there is one. */
    sentinel: sentinelOf(env),
    /** HS256 secret of the run. */
    tokenSecret: required(env, 'TOKEN_SECRET', /./, 'the HS256 secret of the run'),
    constants: scaleConstants(timeScale, {
      authDelayMs: number(env, 'AUTH_DELAY_MS', { min: 0, max: 60_000, fallback: 0 }),
      directoryDeadlineMs: number(env, 'DIRECTORY_DEADLINE_MS', {
        min: 1,
        max: 600_000,
        fallback: relayConstants.directoryDeadlineMs,
      }),
      drainWaitMs: number(env, 'DRAIN_WAIT_MS', {
        min: 1,
        max: 60_000,
        fallback: relayConstants.drainWaitMs,
      }),
    }),
  }),
})
