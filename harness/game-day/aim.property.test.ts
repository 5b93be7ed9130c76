import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { allFaults, createFaults } from '../faults/faults.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { Link } from '../runtime/links.ts'
import { own } from '../runtime/owned.ts'
import type { Service } from '../runtime/runtime.ts'
import type { Grip } from '../scenario/executions.ts'
import { linkNamed, serviceNamed } from '../scenario/named.ts'
import { handFaults } from './catalogue.ts'
import { Injector } from './injector.ts'

const names = ['api', 'db', 'worker'] as const
const proxies = ['toxiproxy', 'toxiproxy-2'] as const
const linkNames = ['api-db', 'worker-db'] as const

/** A system of which every touch is counted: nothing may be done to it, nor to anything else. */
function bench() {
  let touched = 0
  const handle = (name: string) =>
    own(
      new Proxy({ name, running: true, spec: {} } as object, {
        get: (known, part) => {
          if (part in known) return Reflect.get(known, part)
          return () => {
            touched++
            throw new Error('touched')
          }
        },
      }),
    )
  const services = [...names, ...proxies].map((name) => handle(name) as Service)
  const links = new Map(linkNames.map((name) => [name as string, handle(name) as Link]))
  const journal = memoryJournal()
  const open: Grip['open'] = new Set()
  const runtime = { services } as unknown as Grip['runtime']
  const signal = new AbortController().signal
  const grip = { runtime, links, journal, open, factor: 1, signal, guards: undefined as never }
  return { grip, touched: () => touched, journal, open }
}

const pid = fc.integer({ min: 0, max: 4_194_304 })
const port = fc.integer({ min: 0, max: 65_535 })
const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constantFrom('localhost', '::1', '0.0.0.0'))
const known = new Set<string>([...names, ...linkNames])
/** What somebody might aim at by mistake or on purpose: addresses, pids, names that are like ours, of proxies, and of what every object has. */
const strange = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    pid.map(String),
    address,
    fc.tuple(address, port).map(([host, at]) => `${host}:${at}`),
    fc.webUrl(),
    fc.constantFrom(
      ...proxies,
      '__proto__',
      'constructor',
      'toString',
      'API',
      'api ',
      ' api',
      'api-db-',
      '../api',
      '*',
      '',
    ),
    fc.constantFrom(...known).map((name) => `${name}\n`),
    fc.constantFrom(...known).map((name) => `${name}\u001b[31m`),
  )
  .filter((name) => !known.has(name))

const isOneLine = (text: string) =>
  text.length > 0 && ['\n', '\r', '\u001b'].every((one) => !text.includes(one))

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error('it was not refused')
}

describe('a fault aims only at what the run started', () => {
  const faults = handFaults()

  test('by hand: any other name, address or pid is refused in one line, and nothing is touched', async () => {
    const { grip, touched, journal, open } = bench()
    const injector = new Injector(grip)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...faults), strange, async ({ name }, target) => {
        const said = refusal(() => injector.refuse({ fault: name, target, parameters: {} }))
        expect(isOneLine(said)).toBe(true)
        expect(said).toMatch(/there are|There are/)
        await expect(injector.inject({ fault: name, target, parameters: {} }, () => {})).rejects.toThrow(
          UsageError,
        )
      }),
      { numRuns: 500 },
    )
    expect([touched(), journal.events.length, open.size]).toEqual([0, 0, 0])
  })

  test('by hand: a link is no service, and a service no link', () => {
    const { grip } = bench()
    const injector = new Injector(grip)
    for (const { name, hand } of faults) {
      const target = hand.form.on === 'service' ? 'api-db' : 'api'
      expect(refusal(() => injector.refuse({ fault: name, target, parameters: {} }))).toContain(
        'is aimed at a',
      )
    }
  })

  test('by name in a scenario: the same', () => {
    const { grip } = bench()
    fc.assert(
      fc.property(strange, (name) => {
        for (const act of [() => serviceNamed(grip.runtime, name), () => linkNamed(grip.links, name)])
          expect(isOneLine(refusal(act))).toBe(true)
      }),
    )
  })

  test('in a scenario: neither a name, an address, a pid, nor an object that looks like a handle', () => {
    const { grip, touched, journal, open } = bench()
    const call = createFaults({ ...grip, onlyOwn: true }, 1) as unknown as Record<
      string,
      (...given: unknown[]) => unknown
    >
    const looksLike = fc.record({ name: fc.constantFrom(...known), host: address, port, pid })
    const aim = fc.oneof(
      ...[strange, pid, fc.constant(undefined), fc.constant(null), looksLike],
      fc.oneof(strange, pid, looksLike).map((service) => ({ service })),
      // A copy of a real one is not it.
      fc.constantFrom(...grip.runtime.services).map((service) => ({ service: { ...service } })),
      fc.constantFrom(...grip.links.values()).map((link) => ({ ...link })),
      fc.func(fc.anything()),
      fc.anything().filter((value) => typeof value !== 'object'),
    )
    const calls = allFaults().flatMap(({ byHand }) => Object.keys(byHand))
    expect(calls.length).toBeGreaterThan(12)
    fc.assert(
      fc.property(fc.constantFrom(...calls), aim, (name, target) => {
        const said = refusal(() => call[name]!(target, { delay: '1s', bytes: 1, every: '1s', rate: 1 }))
        expect(isOneLine(said)).toBe(true)
        expect(said).toMatch(/is nothing that this run started: give it a (service|link) of the system/)
      }),
      { numRuns: 1_000 },
    )
    expect([touched(), journal.events.length, open.size]).toEqual([0, 0, 0])
  })

  test('in a scenario: the same of nodes', async () => {
    const { grip, touched, journal, open } = bench()
    const faults = createFaults({ ...grip, onlyOwn: true }, 1)
    const looksLike = fc.record({ name: fc.constant('node-2'), address, others: fc.constant([]) })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('partNodes' as const, 'loseNode' as const),
        fc.oneof(strange, pid, fc.constant(null), looksLike),
        async (name, target) => {
          const asked = faults[name](target as never)
          await expect(asked).rejects.toThrow(UsageError)
          await expect(asked).rejects.toThrow(/is nothing that this run started: give it a node of the run/)
        },
      ),
      { numRuns: 300 },
    )
    expect([touched(), journal.events.length, open.size]).toEqual([0, 0, 0])
  })
})
