import fc from 'fast-check'
import { expect } from 'vitest'
import type { ApiModel, Populated } from './api-model.ts'
import { type Given, withoutNulls } from './model-toxics.ts'
import type { World } from './world.ts'

/** One thing done to a server and its model. */
export interface Step {
  readonly text: string
  isPossible?(model: Readonly<ApiModel>): boolean
  /** @returns what came of it: a status, or a word */
  run(model: ApiModel, real: World): Promise<number | string>
}

/** Proxies that are there when a sequence begins. */
const early = ['p1', 'p/2 ü']
const names = fc.constantFrom(...early, ...early, ...early, '\ufffd')
const toxicNames = fc.constantFrom('t1', 't/2', 'timeout_downstream')
const pathOf = (proxy: string) => `/proxies/${encodeURIComponent(proxy)}`
const updates = fc.constantFrom('POST', 'PATCH')

/** A request whose status the model foretells. */
function request(method: string, path: string, body: unknown, predict: (model: ApiModel) => number): Step {
  return {
    text: `${method} ${path} ${JSON.stringify(body) ?? ''}`,
    async run(model, real) {
      const status = predict(model)
      const answer = await real.call(method, path, body)
      expect(answer.status, answer.text).toBe(status)
      if (status >= 400) expect(answer.json).toMatchObject({ status, error: expect.any(String) })
      return status
    },
  }
}

/** A proxy for each of the early names, with a connection. */
export function beginning(upstream: string): Step[] {
  return early.flatMap((name) => {
    const body = { name, listen: '127.0.0.1:0', upstream }
    return [request('POST', '/proxies', body, (model) => model.create(body)), connect(name)]
  })
}

/**
 * Every kind of step.
 * @param upstreams that can be dialled, as they are written
 * @param ports that proxies may listen on, and one that is taken
 */
export function stepsOf(upstreams: readonly string[], ports: readonly number[], taken: number) {
  const listen = fc.oneof(
    { weight: 6, arbitrary: hostPort(fc.constantFrom(...ports, 0)) },
    { weight: 1, arbitrary: hostPort(fc.constant(taken)) },
    { weight: 2, arbitrary: fc.constantFrom('', 'localhost:', 'bad', '127.0.0.1:99999', '127.1:0', 5, null) },
  )
  const upstream = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...upstreams) },
    { weight: 1, arbitrary: fc.constantFrom('bad', '127.0.0.1:0', 'x:', '', 5) },
  )
  const enabled = fc.oneof(
    { weight: 8, arbitrary: fc.boolean() },
    { weight: 1, arbitrary: fc.constantFrom('yes', null) },
  )
  const fields = { listen, upstream, enabled }
  const wanted = fc.record({ name: names, ...fields }, { requiredKeys: ['name', 'listen', 'upstream'] })
  return [
    ...proxySteps(wanted, fc.record(fields, { requiredKeys: [] })),
    ...toxicSteps(),
    ...Array<fc.Arbitrary<Step>>(4).fill(names.map(connect)),
    broken(),
  ]
}

const hostPort = (port: fc.Arbitrary<number>) =>
  fc
    .tuple(fc.constantFrom('127.0.0.1', 'localhost', '0.0.0.0', ''), port)
    .map(([host, at]) => `${host}:${at}`)

function proxySteps(wanted: fc.Arbitrary<Given>, change: fc.Arbitrary<Given>): fc.Arbitrary<Step>[] {
  const create = wanted.map((body) =>
    request('POST', '/proxies', body, (model) => model.create(withoutNulls(body))),
  )
  const update = fc
    .tuple(updates, names, change)
    .map(([method, name, body]) =>
      request(method, pathOf(name), body, (model) => model.update(name, withoutNulls(body))),
    )
  const remove = names.map((name) =>
    request('DELETE', pathOf(name), undefined, (model) => model.remove(name)),
  )
  const reset = fc.constant(request('POST', '/reset', undefined, (model) => model.reset()))
  const populated = fc.array(wanted, { maxLength: 3 }).map(populate)
  return [create, update, update, remove, reset, populated]
}

function populate(list: readonly Given[]): Step {
  return {
    text: `POST /populate ${JSON.stringify(list)}`,
    async run(model, real) {
      const { status, done }: Populated = model.populate(list.map(withoutNulls))
      const { json, ...answer } = await real.call('POST', '/populate', list)
      expect(answer.status, answer.text).toBe(status)
      expect(json.proxies.map(({ name }: { name: string }) => name)).toEqual(done)
      return status
    },
  }
}

const attributes = fc.constantFrom(
  ...[{}, { latency: 2, jitter: 1 }, { rate: 100_000 }, { delay: 3 }, { average_size: 8, size_variation: 8 }],
  ...[
    { average_size: 1 },
    { size_variation: 9 },
    { latency: -1 },
    { latency: 1.5 },
    { delay: '1' },
    { rate: 1 },
  ],
  ...[{}, {}, {}, { latency: 1 }, { timeout: 0 }, 7],
)
const toxicity = fc.constantFrom(0, 1, 1, 1, 1, 1, 2, '1')

function toxicSteps(): fc.Arbitrary<Step>[] {
  const types = [
    'noop',
    'latency',
    'slow_close',
    'slicer',
    'timeout',
    'timeout',
    'timeout',
    'reset_peer',
    'unheard',
  ]
  const toxic = fc.record(
    {
      name: toxicNames,
      type: fc.constantFrom(...types),
      stream: fc.constantFrom('upstream', 'upstream', 'downstream', 'downstream', 'sideways'),
      toxicity,
      attributes,
    },
    { requiredKeys: ['type'] },
  )
  const fast = { type: 'bandwidth', attributes: { rate: 100_000 } }
  const add = fc
    .tuple(names, fc.oneof({ weight: 8, arbitrary: toxic }, { weight: 1, arbitrary: fc.constant(fast) }))
    .map(([name, body]: [string, Given]) =>
      request('POST', `${pathOf(name)}/toxics`, body, (model) => model.addToxic(name, withoutNulls(body))),
    )
  const each = fc.tuple(names, toxicNames)
  const path = (proxy: string, name: string) => `${pathOf(proxy)}/toxics/${encodeURIComponent(name)}`
  const update = fc
    .tuple(updates, each, fc.record({ toxicity, attributes }, { requiredKeys: [] }))
    .map(([method, [proxy, name], body]: [string, [string, string], Given]) =>
      request(method, path(proxy, name), body, (model) => model.updateToxic(proxy, name, withoutNulls(body))),
    )
  const remove = each.map(([proxy, name]) =>
    request('DELETE', path(proxy, name), undefined, (model) => model.removeToxic(proxy, name)),
  )
  return [add, add, add, update, update, remove]
}

function connect(name: string): Step {
  return {
    text: `connect to ${name}`,
    isPossible: ({ proxies }) => proxies.get(name)?.enabled === true,
    async run(model, real) {
      const connection = model.connect(model.proxies.get(name)!)
      real.connect(connection)
      return 'connected'
    },
  }
}

/** Requests that nothing can come of. */
function broken(): fc.Arbitrary<Step> {
  const body = fc.constantFrom('{', '[', '', '5', '"x"', '[5]', '{"name":"p1","listen":[]}', '{} {}')
  const path = fc.constantFrom('/proxies', '/populate')
  const unread = fc.constantFrom(
    ...([
      ['PUT', '/proxies', 405],
      ['HEAD', '/proxies', 405],
      ['GET', '/reset', 405],
    ] as const),
    ...([
      ['POST', '/nothing', 404],
      ['DELETE', '/proxies/', 404],
      ['DELETE', '/proxies/p1/%zz', 400],
    ] as const),
  )
  return fc.oneof(
    fc.tuple(path, body).map(([at, text]) => request('POST', at, text, () => 400)),
    unread.map(([method, at, status]) => ({
      text: `${method} ${at}`,
      async run(_: ApiModel, real: World) {
        expect((await real.call(method, at)).status).toBe(status)
        return status
      },
    })),
  )
}
