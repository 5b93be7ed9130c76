import { expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { Link } from '../runtime/links.ts'
import type { FakedAnswer } from './fake-answer.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'

function bench(requests: number) {
  const journal = memoryJournal()
  const routes: string[] = []
  const told: FakedAnswer[] = []
  const address = { host: '127.0.0.1', port: 9 }
  const link = {
    name: 'edge-relay-1',
    route: async (upstream?: typeof address) => void routes.push(upstream === address ? 'there' : 'back'),
  } as Partial<Link> as Link
  const by = {
    address,
    answerWith: async (answer: FakedAnswer) => void told.push(answer),
    requests: async () => requests,
  }
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
  const states = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
  return { faults, link, by, routes, told, states }
}

test('the link leads to the server that was told, and back when healed', async () => {
  const { faults, link, by, routes, told, states } = bench(3)
  const fault = await faults.fakeAnswer(link, by, { status: 500, body: '{}' })
  expect({ routes, told }).toEqual({ routes: ['there'], told: [{ status: 500, body: '{}' }] })
  await fault.heal()
  expect(routes).toEqual(['there', 'back'])
  expect(states()).toEqual([
    'requested edge-relay-1 answers 500 {}',
    'observed 3 requests were answered so',
    'healed ',
  ])
})

test('a server that nobody asked is no evidence', async () => {
  const { faults, link, by, states } = bench(0)
  await (await faults.fakeAnswer(link, by, 'nothing')).heal()
  expect(states()).toEqual(['requested edge-relay-1 answers nothing', 'healed '])
})
