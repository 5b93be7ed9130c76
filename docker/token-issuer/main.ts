import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Env } from '../env.ts'
import { exitOnSignals } from '../exit-on-signals.ts'
import { answerJson, readJson } from '../json.ts'
import { listen } from '../relay/listen.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseTokenIssuerConfig } from './config.ts'
import { createMinter, type Minter } from './minting.ts'
import { parseMintRequest } from './parse.ts'
import { jwksPath } from './wire.ts'

/** Issues tokens to anyone who asks and publishes the key that verifies them. A restart makes a new key. */
async function tokenIssuer(env: Env): Promise<void> {
  const config = parseTokenIssuerConfig(env)
  const minter = await createMinter(config)
  const server = createServer((request, response) => {
    route(request, response, config.issuer, minter).catch((error: unknown) =>
      answerJson(response, 400, { error: reasonOf(error) }),
    )
  })
  exitOnSignals()
  const port = await listen(server, config.host, config.port)
  const { options, issuer } = config
  log('listening', { port, algorithm: options.algorithm, issuer, startMs: Math.round(performance.now()) })
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  issuer: string,
  { jwks, mint }: Minter,
): Promise<void> {
  switch (`${request.method} ${request.url}`) {
    case `GET ${jwksPath}`:
      return answerJson(response, 200, jwks)
    case 'GET /.well-known/openid-configuration':
      // By the address that the client used: a link, perhaps.
      return answerJson(response, 200, { issuer, jwks_uri: `http://${request.headers.host}${jwksPath}` })
    case 'POST /token':
      return answerJson(response, 200, await mint(parseMintRequest(await readJson(request))))
    default:
      answerJson(response, 404, { error: `unknown: ask for GET ${jwksPath} or POST /token` })
  }
}

await run(tokenIssuer)
