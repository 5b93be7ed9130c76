import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'
import { answersProof, perMille } from './share-of-requests.ts'

const httpStatusKind = { name: 'http-status', colour: '#b45309' }

export interface HttpStatusOptions {
  /** HTTP status, 200 to 599. Default 503. */
  readonly status?: number
  readonly body?: string
  /** By their names, as in `{ 'retry-after': '1' }`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Only requests of this method. */
  readonly method?: string
  /** Only requests whose path begins so. */
  readonly path?: string
  /** Share of these requests that is answered so, from 0 to 1. Default 1. */
  readonly share?: number
  /** The first so many of these requests, over all connections, and no more. Default: all, until it is healed. */
  readonly first?: number
}

/**
 * HTTP requests over a link are answered with a status by the proxy, on open connections as on new ones, and never reach the far side. Connections
 * stay open. What is no HTTP/1.1, and inside of TLS, passes.
 * Evidence: the requests that the proxy answered, counted one by one: as many of those that passed as the share makes likely, or all of the first.
 */
export function httpStatus(
  context: FaultContext,
  link: Link,
  options: HttpStatusOptions = {},
): Promise<OpenFault> {
  const { status = 503, body = '', headers = {}, method = '', path = '', share = 1, first = 0 } = options
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const attributes = {
    status,
    body,
    headers: lines.join('\n'),
    method,
    path,
    first,
    per_mille: perMille(share),
  }
  return linkFault(
    context,
    httpStatusKind,
    link,
    `requests on ${link.name} are answered with ${status}${describe(options)}`,
    [{ name: 'http_status', type: 'http_answer', stream: 'upstream', attributes }],
    {
      prove: answersProof(`answered with ${status}`, { share, first }),
      whyUnseen: `no request passed ${link.name} that it could answer`,
    },
  )
}

function describe({ method, path, share, first }: HttpStatusOptions): string {
  const parts = [
    method && `of ${method}`,
    path && `below ${path}`,
    first && `the first ${first}`,
    share !== undefined && share < 1 && `a share of ${share}`,
  ].filter((part) => typeof part === 'string')
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

defineFault(
  httpStatusKind,
  'Answers HTTP requests with a status, on open connections as on new ones',
  { httpStatus },
  {
    httpStatus: {
      on: 'link',
      healing: 'undo',
      parameters: {
        status: typed.number('HTTP status', { value: '503', range: [200, 599] }),
        path: typed.text('only requests whose path begins so'),
        method: typed.text('only requests of this method'),
        share: typed.number('share of these requests', { value: '1', range: [0, 1] }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    httpStatus(link: Link, options?: HttpStatusOptions): Promise<OpenFault>
  }
}
