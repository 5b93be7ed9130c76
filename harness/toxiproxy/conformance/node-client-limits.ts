import toxiproxyClient from 'toxiproxy-node-client'
import { describe, expect, test } from 'vitest'
import type { Context } from './context.ts'

/** Largest value of each attribute that ours takes: Node's longest wait, or what a buffer or a rate can be. */
const limits = {
  latency: { latency: 2_147_483_647, jitter: 2_147_483_647 },
  bandwidth: { rate: 1_000_000_000 },
  slow_close: { delay: 2_147_483_647 },
  timeout: { timeout: 2_147_483_647 },
  reset_peer: { timeout: 2_147_483_647 },
  slicer: { average_size: 2_147_483_647, size_variation: 2_147_483_647, delay: 2_147_483_647 },
  limit_data: { bytes: Number.MAX_SAFE_INTEGER },
} as const

type Type = keyof typeof limits

/** What the other attributes must be, so that only the one under test is at its limit. */
const rest: Readonly<Record<string, object>> = {
  'slicer.average_size': { size_variation: 0, delay: 0 },
  'slicer.size_variation': { average_size: 2_147_483_647, delay: 0 },
  'slicer.delay': { average_size: 1, size_variation: 1 },
}

const cases = Object.entries(limits).flatMap(([type, attributes]) =>
  Object.entries(attributes).map(([name, max]) => ({ type: type as Type, name, max: max as number })),
)

/** Every toxic of toxiproxy-node-client by its own calls, each attribute at its limits, and what comes back. */
export function nodeClientLimits(context: Context): void {
  const link = () => new toxiproxyClient.Toxiproxy(context.bench.toxiproxy.url).get('link')

  /** Adds a toxic, gets it, updates it to itself: thrice the same comes back. */
  async function holds(type: Type, attributes: object, toxicity = 1): Promise<void> {
    const body = { name: 't', type, stream: 'downstream', toxicity, attributes } as const
    const proxy = await link()
    const added = await proxy.addToxic(body)
    expect(added.toJson()).toEqual(body)
    expect((await proxy.getToxic('t')).toJson()).toEqual(body)
    expect((await added.update(body)).toJson()).toEqual(body)
    await added.remove()
    await expect(proxy.getToxic('t')).rejects.toThrow('404')
  }

  /** Neither adding nor updating takes it, and what was there stays. */
  async function refuses(type: Type, attributes: object, good: object, toxicity: unknown = 1): Promise<void> {
    const body = { name: 't', type, stream: 'downstream', toxicity: 1, attributes: good } as const
    const bad = { ...body, attributes, toxicity: toxicity as number }
    const proxy = await link()
    await expect(proxy.addToxic(bad)).rejects.toThrow('status code 400')
    const added = await proxy.addToxic(body)
    await expect(added.update(bad)).rejects.toThrow('status code 400')
    expect((await proxy.getToxic('t')).toJson()).toEqual(body)
  }

  describe.each(cases)('$type $name', ({ type, name, max }) => {
    const others = rest[`${type}.${name}`] ?? zeros(type)
    const good = { ...others, [name]: name === 'size_variation' ? 1 : 2 }
    const lowest = name === 'average_size' ? 1 : 0

    test.each([lowest, 1, 1_000, max])('%d comes back', (value) => holds(type, { ...others, [name]: value }))

    test.each([0.5, 1.5, '1', true, [1], {}])('%j is 400', (value) =>
      refuses(type, { ...others, [name]: value }, good),
    )

    test('left out it is 0, and null changes nothing', async () => {
      if (name === 'average_size') return
      const body = { name: 't', type, stream: 'upstream', toxicity: 1, attributes: others } as const
      const added = await (await link()).addToxic(body)
      expect(added.attributes).toEqual({ ...others, [name]: 0 })
      const set = await added.update({ ...body, attributes: good })
      expect((await set.update({ ...body, attributes: { [name]: null } })).attributes).toEqual(good)
    })

    context.differs('strict-values', 'below 0 and above the limit is 400', async () => {
      for (const value of [-1, lowest - 1, max + 1])
        await refuses(type, { ...others, [name]: value }, good).finally(() => context.bench.removeToxic('t'))
    })
  })

  test.each([1, 10, 2_147_483_647])('slicer: size_variation as large as average_size, %d', (size) =>
    holds('slicer', { average_size: size, size_variation: size, delay: 0 }),
  )

  context.differs('strict-values', 'slicer: a larger size_variation is 400', () =>
    refuses(
      'slicer',
      { average_size: 10, size_variation: 11, delay: 0 },
      { average_size: 10, size_variation: 10, delay: 0 },
    ),
  )

  test.each([0, 1, 0.5, 0.25])('toxicity %d comes back', (toxicity) =>
    holds('latency', { latency: 1, jitter: 0 }, toxicity),
  )

  test.each(['1', true, [1], {}])('toxicity %j is 400', (toxicity) =>
    refuses('latency', { latency: 1, jitter: 0 }, { latency: 1, jitter: 0 }, toxicity),
  )

  context.differs('strict-values', 'toxicity outside 0 to 1 is 400', async () => {
    const attributes = { latency: 1, jitter: 0 }
    for (const toxicity of [-0.1, 1.1, 100])
      await refuses('latency', attributes, attributes, toxicity).finally(() => context.bench.removeToxic('t'))
  })
}

function zeros(type: Type): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.keys(limits[type]).map((name) => [name, 0]))
}
