import { rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer as listen } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { openAuthority } from '../../harness/runtime/certificates/authority.ts'
import { startHosts } from '../relay/testing/fleet.ts'
import { quietRelay } from './testing.ts'

const authority = await openAuthority()
const certificates = await authority.certify(['127.0.0.1'])

/** A relay behind an end of TLS that shows `shown.name`, and what it has been sent, in the clear. */
async function relayByTls() {
  const relay = await quietRelay()
  const { port } = new URL(relay.url)
  const shown = { name: 'good' as keyof typeof certificates }
  const sent: string[] = []
  const front = listen((raw) => {
    raw.on('error', () => {})
    const end = createServer(certificates[shown.name], (near) => {
      const far = connect(Number(port), '127.0.0.1')
      near.on('error', () => {}).on('data', (chunk) => sent.push(String(chunk)))
      far.on('error', () => {})
      near.pipe(far).pipe(near)
    })
    end.on('tlsClientError', () => {})
    end.emit('connection', raw)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void front.close())
  return { shown, sent, relay, url: `wss://127.0.0.1:${(front.address() as AddressInfo).port}` }
}

let files = 0

/** Hosts that trust the authority of this test. */
function trusting(env: Record<string, string> = {}) {
  const path = join(tmpdir(), `gameday-mock-host-ca-${process.pid}-${++files}.pem`)
  writeFileSync(path, authority.pem)
  onTestFinished(() => rmSync(path))
  return startHosts({ RELAY_CA: path, ...env })
}

test.each([
  ['expired', 'CERT_HAS_EXPIRED'],
  ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['untrusted-root', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
] as const)('%s: no byte is sent, the delays grow, and a good one is taken', async (flaw, error) => {
  const { shown, sent, url } = await relayByTls()
  shown.name = flaw
  const hosts = await trusting()
  await hosts.add(url, 'h1')
  await hosts.nth(3, 'failed')
  expect(hosts.of('failed').map((event) => event.error)).toEqual([error, error, error])
  expect(sent).toEqual([])
  shown.name = 'good'
  await hosts.nth(1, 'registered')
  expect(sent[0]).toContain('authorization: Bearer ')
  const delays = hosts.of('scheduled').map(({ attempt }) => attempt)
  expect(delays).toEqual(delays.map((_, index) => index))
})

test('an open tunnel stays when the certificate goes bad', async () => {
  const { shown, url, relay } = await relayByTls()
  const hosts = await trusting()
  await hosts.add(url, 'h1')
  await hosts.nth(1, 'registered')
  shown.name = 'expired'
  await hosts.add(url, 'h2')
  await hosts.nth(2, 'failed', 'h2')
  expect(hosts.of('closed', 'h1')).toEqual([])
  expect(relay.tunnels[0]!.readyState).toBe(relay.tunnels[0]!.OPEN)
})

test.each([
  ['any', 'expired'],
  ['any', 'untrusted-root'],
  ['any-host', 'wrong-host'],
] as const)('certificates=%s: one that is %s is sent the token', async (certificates, flaw) => {
  const { shown, sent, url } = await relayByTls()
  shown.name = flaw
  const hosts = await trusting({ CERTIFICATES: certificates })
  await hosts.add(url, 'h1')
  await hosts.nth(1, 'registered')
  expect(sent[0]).toContain('authorization: Bearer ')
})

test('certificates=any-host: one that is expired is refused', async () => {
  const { shown, sent, url } = await relayByTls()
  shown.name = 'expired'
  const hosts = await trusting({ CERTIFICATES: 'any-host' })
  await hosts.add(url, 'h1')
  expect(await hosts.nth(1, 'failed')).toMatchObject({ error: 'CERT_HAS_EXPIRED' })
  expect(sent).toEqual([])
})

test('bad-certificate=gives-up: one refusal is the end, any other failure is not', async () => {
  const { shown, relay, url } = await relayByTls()
  const hosts = await trusting({ BAD_CERTIFICATE: 'gives-up' })
  await hosts.add(url, 'h1')
  await hosts.nth(1, 'registered')
  shown.name = 'expired'
  relay.tunnels[0]!.terminate()
  await hosts.nth(1, 'failed')
  shown.name = 'good'
  // Another host dials until then, and more than once.
  await hosts.add(url.replace('wss:', 'ws:'), 'h2')
  await hosts.nth(3, 'failed', 'h2')
  expect(hosts.of('scheduled', 'h1')).toHaveLength(1)
  expect(hosts.of('attempt', 'h1')).toHaveLength(2)
})

test.each([
  ['stable', [0, 1, 2]],
  ['on-connect', [0, 0, 0]],
])('backoff-reset=%s: refused certificates are counted %j', async (form, expected) => {
  const { shown, url } = await relayByTls()
  shown.name = 'expired'
  const hosts = await trusting({ BACKOFF_RESET: form })
  await hosts.add(url, 'h1')
  await hosts.nth(3, 'scheduled')
  expect(
    hosts
      .of('scheduled')
      .slice(0, 3)
      .map(({ attempt }) => attempt),
  ).toEqual(expected)
})
