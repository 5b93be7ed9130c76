import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import { guard } from '../../../docker/browser-guard.ts'
import { HarnessError, messageOf } from '../../errors.ts'
import type { Role } from '../protocol.ts'
import { MESSAGE_MAX } from './messages.ts'
import type { Viewers } from './viewers.ts'

export interface Pages extends AsyncDisposable {
  /** The page's first address for each role, with its token. */
  readonly addresses: Readonly<Record<Role, string>>
  /** From now on `/report` is this file. */
  report(file: string): void
}

interface PagesOptions {
  readonly runId: string
  /** 0: a free one. */
  readonly port: number
  readonly page: string
  readonly viewers: Viewers
}

/** Connections of viewers at most; each costs a little of every beat. */
const VIEWERS_MAX = 64

/**
 * Serves the live page on loopback. Its first address holds a token, which becomes a cookie; without either nothing is answered. Requests
 * under other names and from pages of other origins are refused.
 */
export async function servePages({ runId, port, page, viewers }: PagesOptions): Promise<Pages> {
  const tokens: Readonly<Record<Role, string>> = { facilitator: newToken(), observer: newToken() }
  // Cookies of one host are shared by all its ports.
  const cookie = `gameday-${runId.replaceAll(/[^\w-]/g, '-')}`
  const roleOf = (request: IncomingMessage) => roleFor(tokens, cookieOf(request, cookie))
  let report: string | undefined

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const role = roleFor(tokens, searchParams.get('token') ?? undefined)
    if (role && pathname === '/') {
      response.setHeader('set-cookie', `${cookie}=${tokens[role]}; Path=/; HttpOnly; SameSite=Strict`)
      return send(response, 200, 'text/html; charset=utf-8', page)
    }
    if (!roleOf(request))
      return send(
        response,
        403,
        'text/plain',
        'this page needs its token: open the address that `gameday up` printed, or `gameday status`\n',
      )
    if (pathname === '/') return send(response, 200, 'text/html; charset=utf-8', page)
    if (pathname === '/report' && report !== undefined) return sendFile(response, report)
    return send(response, 404, 'text/plain', 'there is nothing here\n')
  })
  guard(server)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX })
  server.on('upgrade', (request, socket, head) => {
    const role = roleOf(request)
    const isOpen = role && new URL(request.url ?? '/', 'http://localhost').pathname === '/live'
    if (!isOpen || viewers.count >= VIEWERS_MAX)
      return void socket.end(
        `HTTP/1.1 ${isOpen ? '503 Service Unavailable' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`,
      )
    sockets.handleUpgrade(request, socket, head, (one) => viewers.add(one, role))
  })
  const address = await listen(server, port)
  return {
    addresses: {
      facilitator: `${address}/?token=${tokens.facilitator}`,
      observer: `${address}/?token=${tokens.observer}`,
    },
    report: (file) => {
      report = file
    },
    [Symbol.asyncDispose]: async () => {
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new HarnessError(
          `the live page cannot listen on port ${port}: ${messageOf(error)}; choose another --port`,
        ),
      ),
    )
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`)
    })
  })
}

const newToken = () => randomBytes(24).toString('base64url')

/** Compared in a time that tells nothing of how much of it is right. */
function roleFor(tokens: Readonly<Record<Role, string>>, given: string | undefined): Role | undefined {
  if (given === undefined) return undefined
  const same = (token: string) =>
    token.length === given.length &&
    timingSafeEqual(Buffer.from(token), Buffer.from(given.padEnd(token.length).slice(0, token.length)))
  return (['facilitator', 'observer'] as const).find((role) => same(tokens[role]))
}

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const parts = (headers.cookie ?? '').split(';').map((part) => part.trim())
  return parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
}

const common = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...common, 'content-type': type }).end(body)
}

function sendFile(response: ServerResponse, file: string): void {
  const stream = createReadStream(file)
  stream.once('open', () =>
    response.writeHead(200, { ...common, 'content-type': 'text/html; charset=utf-8' }),
  )
  stream.once('error', () => send(response, 404, 'text/plain', 'the report cannot be read\n'))
  stream.pipe(response)
}
