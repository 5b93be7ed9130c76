import { logWebOptionsEnv } from '../../../docker/log-web/config.ts'
import { logConstants, logLimits } from '../../../docker/log-web/constants.ts'
import { described, programs } from '../../../docker/programs.ts'
import { caddy, type Program } from '../../door.ts'
import type { LogStreamerOptions, OtherWeb } from './options.ts'

/**
 * Young generation of the web server's heap, MiB a semi-space. Left alone, Node lets it grow to 16 MiB a piece with the work that it does, and leave
 * its garbage there until they are full: 14 to 20 MB of resident memory that no reader holds, of the 20 that readers may cost.
 */
const YOUNG_MIB = 2

/**
 * The reverse proxy before the web server. A connection per request, as towards any server that closes after its answer: a kept one would go on being
 * answered while nobody new gets in, and hide from most probes that the server accepts no longer.
 */
export const frontProxy = caddy({
  config: `reverse_proxy {web} {
  transport http {
    keepalive off
    response_header_timeout {ms.${logConstants.responseHeaderMs}}ms
  }
}`,
})

/** The reference web server, in the words of those of others. */
const reference = ({ startsAs = {} }: LogStreamerOptions): OtherWeb => ({
  ...described(programs.logWeb, {
    SPOOL_DIR: '{folder}',
    NODE_OPTIONS: `--max-semi-space-size=${YOUNG_MIB}`,
  }),
  firstLife: logWebOptionsEnv(startsAs),
  page: { path: '/', body: '<h1>Jobs</h1>' },
  takes: { output: '/jobs/{job}/log', finish: '/jobs/{job}/finish' },
  file: '{folder}/{job}.log',
})

/** The web server, and how it is spoken with. */
export interface Webs {
  readonly program: Program
  readonly stream: string
  readonly page: NonNullable<OtherWeb['page']>
  readonly takes?: OtherWeb['takes']
  readonly file?: OtherWeb['file']
  readonly backlog?: OtherWeb['backlog']
  /** It is another one at first, which may be driven to its end. */
  readonly replaced: boolean
}

export function webOf(options: LogStreamerOptions): Webs {
  const {
    stream = '/jobs/{job}/log',
    page = { path: '/' },
    takes,
    file,
    backlog,
    ...program
  } = options.web ?? reference(options)
  return {
    program: {
      role: 'log web server',
      descriptorLimit: (factor) => logLimits(factor).descriptors,
      ...program,
    },
    stream,
    page,
    takes,
    file,
    backlog,
    replaced: Object.keys(program.firstLife ?? {}).length > 0,
  }
}
