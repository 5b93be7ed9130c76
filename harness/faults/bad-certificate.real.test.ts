import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { now } from '../journal/clock.ts'
import { eventsOf, type RuntimeKind } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { capture } from '../runtime/capture.ts'
import { containersMissing } from '../runtime/fixtures/containers-missing.ts'
import type { Address } from '../runtime/runtime.ts'
import { startedServices } from '../system/fixtures/started.ts'
import { tlsEdge } from '../system/presets/tls-edge.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'
import './bad-certificate.ts'

const containers = await containersMissing()

describe('processes', () => conforms('processes'))
describe.skipIf(containers.skip)(`containers${containers.why}`, () => conforms('containers'))

/** Lines that are under way are waited for so long after the certificate is good again. */
const LINE_NS = 250e6

const echo = `require('node:net').createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(process.env.PORT, process.env.HOST)`
/** Says what certificate authority it was given, also after one who asked has left before the answer. */
const asker = `
const { readFileSync } = require('node:fs')
require('node:net').createServer((socket) => socket.on('error', () => {}).end(readFileSync(process.env.CA))).listen(process.env.PORT, process.env.HOST)`

async function opened(kind: RuntimeKind) {
  // Any of ours has a Node.
  const node = { image: 'edge', env: { HOST: '{host}', PORT: '{port}' } } as const
  const system = await startedServices(kind, {
    asker: {
      ...node,
      command: ['node', '-e', asker],
      env: { ...node.env, CA: '{edge.ca}', URL: '{edge.url}' },
    },
    edge: tlsEdge({ to: 'echo', names: ['echo.internal'] }),
    echo: { ...node, command: ['node', '-e', echo] },
  })
  const { runtime } = system.context
  const reached = (name: string) => runtime.reach(system.services.get(name)!.spec.ports.main!)
  const socket = dial(reached('asker'))
  let ca = ''
  for await (const chunk of socket) ca += chunk
  const journal = memoryJournal()
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 1)
  return {
    edge: system.services.get('edge')!,
    /** At the address that the harness has for it; the certificate is for the one of the link. */
    client: (options: ConnectionOptions = {}) =>
      new Client(connect({ ...reached('edge'), ca, servername: 'echo.internal', ...options })),
    reached: reached('edge'),
    faults,
    /** What was journalled from now on. */
    heard: () => {
      const from = journal.events.length
      const since = () => journal.events.slice(from)
      return {
        told: () => eventsOf(since(), 'fault').map(({ state, detail }) => `${state} ${detail}`.trim()),
        healed: () => eventsOf(since(), 'fault').findLast(({ state }) => state === 'healed'),
        handshakes: () =>
          eventsOf(since(), 'handshake').map(({ certificate, outcome }) => `${certificate} ${outcome}`),
      }
    },
    ca,
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  }
}

class Client {
  readonly socket: TLSSocket
  error: NodeJS.ErrnoException | undefined
  heard = ''
  constructor(socket: TLSSocket) {
    this.socket = socket
    socket.on('error', (error) => {
      this.error = error
    })
    socket.on('data', (chunk) => {
      this.heard += chunk
    })
  }
  /** What comes back to a word, or the code of the error that came instead. */
  async says(word: string): Promise<string> {
    this.heard = ''
    this.socket.write(word)
    await expect.poll(() => this.error?.code ?? this.heard).not.toBe('')
    return this.error?.code ?? this.heard
  }
}

function conforms(kind: RuntimeKind): void {
  /** One for all: a fault that is healed leaves an edge as it was, which every test but the first begins with. */
  let test: Awaited<ReturnType<typeof opened>>
  beforeAll(async () => {
    test = await opened(kind)
  })
  afterAll(() => test?.[Symbol.asyncDispose]())

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['not-yet-valid', 'CERT_NOT_YET_VALID'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['untrusted-root', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('%s: what a client says of it, and who trusts everything goes on', async (flaw, code) => {
    const heard = test.heard()
    const before = test.client()
    expect(await before.says('one')).toBe('one')
    const fault = await test.faults.badCertificate({ service: test.edge }, { flaw })
    expect(await test.client().says('two')).toBe(code)
    const careless = test.client({ rejectUnauthorized: false })
    expect(await careless.says('three')).toBe('three')
    expect(await before.says('four')).toBe('four')
    const asked = now()
    const undone = await fault.heal()
    expect(await test.client().says('five')).toBe('five')
    expect(await before.says('six')).toBe('six')
    expect(await careless.says('seven')).toBe('seven')
    expect(heard.handshakes()).toEqual([`${flaw} closed`, `${flaw} trusted`])
    expect(heard.told().slice(-2)).toEqual([
      'observed presented in 2 handshakes: 1 closed without a byte, 1 went on',
      'healed',
    ])
    // Not when its heal was asked for, or over: a command has to reach the edge, and then lines are waited for.
    const end = heard.healed()!
    expect(undone).toBe(end.at)
    expect(undone).toBeGreaterThanOrEqual(asked)
    expect(undone - end.uncertaintyNs!).toBeGreaterThanOrEqual(asked)
    expect(now() - undone).toBeGreaterThan(LINE_NS)
    for (const { socket } of [before, careless]) socket.destroy()
  })

  it('an alert is counted in its own words; without a handshake there is no evidence, over a restart there is', async () => {
    const heard = test.heard()
    const expired = () => test.faults.badCertificate({ service: test.edge }, { flaw: 'expired' })
    const untouched = await expired()
    dial(test.reached).destroy()
    await expect(expired()).rejects.toThrow('edge presents a bad certificate already')
    await untouched.heal()
    expect(heard.told()).toEqual([
      'requested edge presents a bad certificate: expired',
      'healed nobody made a handshake with edge',
    ])
    const fault = await expired()
    await test.edge.kill()
    await test.edge.restart()
    expect(await curl(test.reached, test.ca)).toContain('certificate has expired')
    await fault.heal()
    expect(heard.told().at(-2)).toBe(
      'observed presented in 1 handshakes: 1 refused it by alert (certificate_expired)',
    )
  })
}

/** What another client says of the certificate, one that does not stand on Node. */
async function curl({ host, port }: Address, ca: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-ca-'))
  writeFileSync(join(folder, 'ca.pem'), ca)
  const url = `https://echo.internal:${port}/`
  const to = `echo.internal:${port}:${host}`
  const { stderr } = await capture(
    ['curl', '-sS', '--max-time', '5', '--cacert', join(folder, 'ca.pem'), '--resolve', to, url],
    { env: { PATH: process.env.PATH! } },
  )
  rmSync(folder, { recursive: true })
  return stderr
}
