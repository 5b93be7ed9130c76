import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * What listens on a developer's machine can be reached by every page in that developer's browser. None may drive it:
 * - `control`: requests that come from a page of another origin (`Origin`, `Sec-Fetch-Site`), or under a name that public
 *   DNS may point here (`Host`; DNS rebinding), are refused.
 * - `traffic`: what stands for a server of the system under test takes any host and origin, as that one would. Only what
 *   a browser itself marks as sent by a page of another site is refused; no other client sends that mark.
 */
export type Serves = 'control' | 'traffic'

/** Names that no public DNS gives out. A name without a dot is one as well: a service of the run, a machine near by. */
const privateSuffixes = ['.localhost', '.local', '.internal', '.test', '.lan', '.home.arpa']

/**
 * Why a request is refused; undefined where it is not.
 * @param names further host names, in lower case, under which this listener may be asked
 */
export function refusal(
  headers: IncomingHttpHeaders,
  serves: Serves = 'control',
  names: readonly string[] = [],
): string | undefined {
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return 'requests of web pages are not allowed'
  if (serves === 'traffic') return undefined
  const { host, origin } = headers
  if (origin !== undefined && originHost(origin) !== host?.toLowerCase())
    return 'requests of web pages are not allowed'
  if (host !== undefined && !isPrivate(nameOf(host), names))
    return `host ${JSON.stringify(host)} is not allowed`
  return undefined
}

/** Puts the guard before every request and upgrade of a server, whatever listens to them and whenever it was added. */
export function guard(server: Server, serves: Serves = 'control', names: readonly string[] = []): void {
  const emit = server.emit.bind(server)
  server.emit = (event: string, ...args: unknown[]) => {
    if (!guarded.has(event)) return emit(event, ...args)
    const [request, answer] = args as [IncomingMessage, ServerResponse | Duplex]
    const reason = refusal(request.headers, serves, names)
    if (reason === undefined) return emit(event, ...args)
    if ('writeHead' in answer) refuse(answer, reason)
    else answer.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    return true
  }
}

const guarded = new Set(['request', 'upgrade', 'connect', 'checkContinue', 'checkExpectation'])

function refuse(response: ServerResponse, reason: string): void {
  response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(`${reason}\n`)
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** Without port, brackets and a dot at its end. */
function nameOf(host: string): string {
  const [, name = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(host.trim().toLowerCase()) ?? []
  return name.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function isPrivate(name: string, names: readonly string[]): boolean {
  if (name === '') return false
  if (isIP(name) !== 0 || names.includes(name)) return true
  return !name.includes('.') || privateSuffixes.some((suffix) => name.endsWith(suffix))
}
