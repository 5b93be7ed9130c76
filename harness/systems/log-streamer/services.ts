import { join } from 'node:path'
import { constantsEnv } from '../../../docker/env.ts'
import { programs } from '../../../docker/images.ts'
import { logWebOptionsEnv } from '../../../docker/log-web/config.ts'
import { type LogLimits, logConstants, logLimits } from '../../../docker/log-web/constants.ts'
import {
  addressOf,
  formatAddress,
  type Link,
  linkName,
  openLinks,
  reserveLinks,
} from '../../runtime/links.ts'
import type { Service } from '../../runtime/runtime.ts'
import { listenOn, readyTimeoutMs, reserveServices } from '../../system/service-parts.ts'
import type { SystemContext } from '../../system/system.ts'
import type { LogStreamerOptions, LogStreamerVariant } from './options.ts'
import { streamerTopology } from './topology.ts'

export interface StreamerServices {
  readonly web: Service
  readonly limits: LogLimits
  /** Where the web server keeps its logs, as it sees the path. */
  readonly spoolDir: string
  readonly links: ReadonlyMap<string, Link>
  /** Environment of the web server's later lives, laid over that of the first. */
  readonly restartEnv: Readonly<Record<string, string>>
}

/**
 * Young generation of the web server's heap, MiB a semi-space. Left alone, Node lets it grow to 16 MiB a piece with the work that it does, and leave
 * its garbage there until they are full: 14 to 20 MB of resident memory that no reader holds, of the 20 that readers may cost.
 */
const YOUNG_MIB = 2

/** Starts Caddy, the web server and the links between them; none of them waits for another. */
export async function startServices(
  context: SystemContext,
  { startsAs }: LogStreamerOptions,
  variant: LogStreamerVariant,
): Promise<StreamerServices> {
  const { runtime, factor, workDir } = context
  const limits = logLimits(factor)
  const spoolDir = join(workDir, 'spool')
  const reserved = await reserveLinks(
    runtime,
    streamerTopology.links.map(({ name }) => name),
  )
  const upstream = await reserveServices(runtime, ['caddy', 'web'], (name) => name === 'web')
  const { caddy, web } = upstream
  const restartEnv = {
    ...logWebOptionsEnv({ heartbeat: 'on', ...variant.web }),
    ...constantsEnv(variant.constants),
  }
  const [links, , service] = await Promise.all([
    openLinks(
      runtime,
      reserved,
      streamerTopology.links.map(({ from, to }) => ({ from, to, upstream: upstream[to] })),
    ),
    runtime.start({
      name: 'caddy',
      program: programs.caddy,
      env: {
        ...listenOn(caddy),
        UPSTREAM: formatAddress(addressOf(reserved, linkName('caddy', 'web'))),
        RESPONSE_HEADER_TIMEOUT: `${logConstants.responseHeaderMs * factor}ms`,
        XDG_DATA_HOME: join(workDir, 'caddy'),
        XDG_CONFIG_HOME: join(workDir, 'caddy'),
      },
      ports: { http: caddy },
      ready: { by: 'tcp', port: 'http', timeoutMs: readyTimeoutMs },
    }),
    runtime.start({
      name: 'web',
      program: programs.logWeb,
      env: {
        ...listenOn(web),
        TIME_SCALE: String(factor),
        BACKLOG: String(limits.backlog),
        SPOOL_DIR: spoolDir,
        NODE_OPTIONS: `--max-semi-space-size=${YOUNG_MIB}`,
        ...restartEnv,
        ...logWebOptionsEnv(startsAs ?? {}),
      },
      ports: { http: web },
      ready: { by: 'log', pattern: /"msg":"listening"/, timeoutMs: readyTimeoutMs },
      descriptorLimit: limits.descriptors,
    }),
  ])
  return { web: service, limits, spoolDir, links, restartEnv }
}
