import type { AddressInfo, Server } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiModel } from './model/api-model.ts'
import { beginning, type Step, stepsOf } from './model/steps.ts'
import { answering, portsBelowEphemeral, World } from './model/world.ts'

/** The same cases in every run; FC_SEED tries others, FC_RUNS more. */
const seed = Number(process.env.FC_SEED ?? 20_260)
const numRuns = Number(process.env.FC_RUNS ?? 40)

let upstreams: Server[]
let ports: number[]
beforeAll(async () => {
  upstreams = [await answering('a'), await answering('b')]
  ports = await portsBelowEphemeral(3)
})
afterAll(() => {
  for (const server of upstreams) server.close()
})

test('no sequence of valid and invalid calls loses a proxy, its listener or a live connection', async () => {
  const [a, b] = upstreams.map((server) => (server.address() as AddressInfo).port) as [number, number]
  const answers = new Map([
    [`127.0.0.1:${a}`, 'a'],
    [`localhost:${a}`, 'a'],
    [`:${a}`, 'a'],
    [`127.0.0.1:${b}`, 'b'],
    ['127.0.0.1:http', ''],
    ['127.0.0.1:1', ''],
  ])
  // Where the first upstream is, no proxy can listen.
  const steps = stepsOf([...answers.keys()], ports, a)
  const seen = new Map<string, number>()
  const sequences = fc.commands(
    steps.map((arbitrary) => arbitrary.map((step) => new Compared(step, seen))),
    { maxCommands: 30, size: 'max' },
  )
  await fc.assert(
    fc.asyncProperty(sequences, async (commands) => {
      await using real = await World.open()
      const model = new ApiModel(answers, a)
      for (const step of beginning(`127.0.0.1:${b}`)) await new Compared(step, seen).run(model, real)
      await fc.asyncModelRun(() => ({ model, real }), commands)
    }),
    { seed, numRuns, interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true },
  )
  // Statuses that no sequence had prove nothing.
  for (const status of [200, 201, 204, 400, 404, 409, 500])
    expect(seen.get(String(status)) ?? 0, `answers with ${status}`).toBeGreaterThan(0)
  for (const state of ['open', 'held', 'over'])
    expect(seen.get(state) ?? 0, `connections ${state}`).toBeGreaterThan(0)
}, 240_000)

/** A step that is done to the server and to its model; both must be alike afterwards. */
class Compared implements fc.AsyncCommand<ApiModel, World> {
  readonly #step: Step
  readonly #seen: Map<string, number>

  constructor(step: Step, seen: Map<string, number>) {
    this.#step = step
    this.#seen = seen
  }

  check(model: Readonly<ApiModel>): boolean {
    return this.#step.isPossible?.(model) ?? true
  }

  async run(model: ApiModel, real: World): Promise<void> {
    const outcome = await this.#step.run(model, real)
    await real.compare(model)
    for (const one of [String(outcome), ...model.connections.map(({ state }) => state)])
      this.#seen.set(one, (this.#seen.get(one) ?? 0) + 1)
  }

  toString(): string {
    return this.#step.text
  }
}
