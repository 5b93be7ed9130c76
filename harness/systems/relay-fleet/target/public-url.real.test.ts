import { expect, test } from 'vitest'
import type { TargetInput } from '../../../config.ts'
import { memoryJournal } from '../../../journal/writer.ts'
import { containersMissing } from '../../../runtime/fixtures/containers-missing.ts'
import { opener, openTest } from '../../../runtime/fixtures/open-runtime.ts'
import { namesMissing } from '../../../runtime/names/missing.ts'
import type { Service } from '../../../runtime/runtime.ts'
import { parseTargets } from '../../../targets/load-config.ts'
import { fleetOptions } from '../options.ts'
import { startTarget } from '../target-programs.ts'
import { issuedBy } from './issued-by.ts'
import type { RelayTarget } from './schema.ts'

const publicUrl = 'http://platform.internal:8123'

/** Verifies tokens as any consumer does: keys from where the issuer is, its URL in the token, letter by letter. */
const verify = `
const { createPublicKey, verify: holds } = require('node:crypto')
const verified = async (token) => {
  const [head, body, signature] = token.split('.')
  const answer = await fetch(process.env.PLATFORM + '/.well-known/jwks.json', { headers: { connection: 'close' } })
  const { keys: [jwk] } = await answer.json()
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  if (!holds('RSA-SHA256', Buffer.from(head + '.' + body), key, Buffer.from(signature, 'base64url'))) throw Error('forged')
  const { iss, aud, sub } = JSON.parse(Buffer.from(body, 'base64url'))
  if (iss !== process.env.PLATFORM || aud !== process.env.PLATFORM) throw Error('issued by ' + iss + ' for ' + aud)
  return sub
}
const tokenOf = (request) => (request.headers.authorization ?? '').slice('Bearer '.length)
const reason = (error) => error.cause?.code ?? error.message
`

const listen = `.listen(process.env.PORT, process.env.HOST, () => console.log('listening'))`

/** Answers 200 with the subject of the token that it was asked with, 401 with the reason why it takes it for no good. */
const relay = `${verify}
require('node:http').createServer((request, response) => verified(tokenOf(request)).then(
  (subject) => response.end(subject),
  (error) => response.writeHead(401).end(reason(error)),
))${listen}`

/** Issuer, key set and API at one URL: the API looks up the keys as everybody does. */
const platform = `${verify}
const { generateKeyPairSync, sign } = require('node:crypto')
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const own = process.env.PLATFORM
const issue = (sub) => {
  const text = part({ alg: 'RS256' }) + '.' + part({ iss: own, aud: own, sub })
  return text + '.' + sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')
}
require('node:http').createServer(async (request, response) => {
  if (request.url === '/token') {
    const { subject } = JSON.parse(Buffer.concat(await request.toArray()))
    return response.end(JSON.stringify({ token: issue(subject) }))
  }
  if (request.url === '/.well-known/jwks.json') return response.end(JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }))
  verified(tokenOf(request)).then(
    (subject) => response.end('knows ' + subject),
    (error) => response.writeHead(401).end(reason(error)),
  )
})${listen}`

/** Asks the API with its token. */
const host = `
fetch(process.env.PLATFORM + '/whoami', { headers: { authorization: 'Bearer ' + process.env.TOKEN } })
  .then((answer) => answer.text())
  .then((text) => console.log('API', text), (error) => console.log('API', error.cause?.code))
setInterval(() => {}, 1_000)`

const program = (script: string) => ({ command: ['node', '-e', script], image: 'base:node' })
const address = { HOST: '{host}', PORT: '{port}', PLATFORM: '{platform.url}' }
const described: TargetInput = {
  redis: false,
  dependencies: { platform: { ...program(platform), env: address, ready: { log: 'listening' }, publicUrl } },
  relay: { ...program(relay), env: address, ready: { log: 'listening' } },
  host: {
    ...program(host),
    env: { PLATFORM: '{platform.url}', TOKEN: '{token}' },
    ready: { log: 'API' },
    events: { lines: { registered: /registered/, closed: /closed/ } },
  },
  tokens: { host: issuedBy('platform') },
  probe: { path: '/{id}' },
  constants: { pingInterval: '1s', backoffCeiling: '1s', drain: '1s', killTimeout: '2s' },
}

const target = parseTargets(
  { targets: { mine: described } },
  { shown: 'x', folder: import.meta.dirname },
).get('mine') as RelayTarget

/** What a relay says of a token. */
async function ask(relay: Service, token: string): Promise<string> {
  const { host, port } = relay.reached!
  const answer = await fetch(`http://${host}:${port}/`, { headers: { authorization: `Bearer ${token}` } })
  return `${answer.status} ${await answer.text()}`
}

const { skip, why } = await containersMissing()
const noNames = await namesMissing()

test.for([
  ['processes', noNames !== undefined, noNames ? ` (skipped: ${noNames})` : ''],
  ['containers', skip, why],
] as const)(
  '%s: a token of the one public URL is good at both relays, each over a link of its own',
  { timeout: 120_000 },
  async ([kind, isMissing, reason], context) => {
    context.skip(isMissing, reason)
    await using fixture = await openTest(opener(kind))
    const { runtime, runId } = fixture
    const { signal } = context
    const parts = {
      runtime,
      runId,
      signal,
      journal: memoryJournal(),
      factor: 1,
      seed: 1,
      workDir: '/nowhere',
    }
    const fleet = await startTarget(parts, fleetOptions({ relays: 2 }), target)
    const { links, relays } = fleet
    const [first, second] = relays.map(({ service }) => service) as [Service, Service]
    const token = await fleet.tokenOf('host-1')
    expect([await ask(first, token), await ask(second, token)]).toEqual(['200 host-1', '200 host-1'])
    expect(await ask(first, `${token.slice(0, -8)}AAAAAAAA`)).toBe('401 forged')

    // One relay's way breaks, and only that one's.
    await links.get('relay-1-platform')!.disable()
    expect([await ask(first, token), await ask(second, token)]).toEqual(['401 ECONNREFUSED', '200 host-1'])
    await links.get('relay-1-platform')!.enable()
    expect(await ask(first, token)).toBe('200 host-1')

    // Over the lives of a relay, and for one that comes in its place.
    await second.kill()
    await second.restart()
    expect(await ask(second, token)).toBe('200 host-1')
    expect(await ask(await fleet.startRelay(relays[0]!.spec, 'relay-1-b'), token)).toBe('200 host-1')

    // Hosts reach the API by the same URL, which itself looks up the keys by it.
    await using hosts = fleet.hosts
    hosts.add([{ id: 'host-1', token }])
    const played = () => runtime.services.find(({ name }) => name === 'host-1')
    await expect
      .poll(
        () =>
          played()
            ?.logs()
            .map(({ text }) => text),
        { timeout: 30_000 },
      )
      .toEqual(['API knows host-1'])
    expect([...links.keys()].filter((name) => name.endsWith('-platform')).sort()).toEqual([
      ...['hosts-platform', 'platform-platform', 'relay-1-platform', 'relay-2-platform'],
    ])
  },
)
