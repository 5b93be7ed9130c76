import { expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import type { TargetInput } from './config.ts'
import { loadTargets, parseTargets, pickTargets } from './load-config.ts'

const good: TargetInput = {
  relay: { command: ['relay'], ready: { tcp: true } },
  host: { command: ['host'], ready: { log: 'up' }, events: { lines: { registered: /registered/ } } },
  probe: { path: '/{id}' },
  constants: { pingInterval: '1s', backoffCeiling: '1s', drain: '1s', killTimeout: '2s' },
}
const where = { shown: 'gameday.config.ts', folder: '/x' }
const parse = (change: object) => parseTargets({ targets: { mine: { ...good, ...change } } }, where)

test('what is left away has its default', () => {
  const target = parse({}).get('mine')!
  expect(target).toMatchObject({
    name: 'mine',
    folder: '/x',
    edge: 'gameday',
    redis: true,
    host: { per: 'host', max: 50 },
    probe: { method: 'GET', success: { status: 200, body: '', noHeader: 'fly-replay' } },
    closeCodes: { drain: 4001, directoryFailed: 1011 },
  })
})

test.each([
  ['an unknown key', { relais: {} }, 'targets.mine: Unrecognized key: "relais"'],
  ['a duration', { restartDelay: 'soon' }, "targets.mine.restartDelay: write a duration, as in '500ms'"],
  [
    'a service that nobody can run',
    { relay: { ready: { tcp: true } } },
    'targets.mine.relay: give it a command',
  ],
  [
    'a ready check',
    { relay: { ...good.relay, ready: { smell: 1 } } },
    'targets.mine.relay.ready: write { log:',
  ],
  ['a missing part', { constants: { pingInterval: '1s' } }, 'targets.mine.constants.backoffCeiling:'],
  [
    'hosts of which nothing is known',
    { host: { ...good.host, events: undefined } },
    'targets.mine.host.events: tell at',
  ],
  ['a token hook', { tokens: { host: 'x' } }, 'targets.mine.tokens.host: write a function'],
  [
    'a dependency that is not there',
    { directory: { redisHash: 'x', owner: '{machineId}', by: 'upstash' } },
    'targets.mine.directory.by: no dependency upstash: there are redis',
  ],
  [
    'a directory that the relay cannot reach',
    { directory: { redisHash: 'x', owner: '{machineId}' } },
    'targets.mine.directory.by: the relay is not told where redis is',
  ],
])('%s is refused with its path', (_, change, message) => {
  expect(() => parse(change)).toThrow(UsageError)
  expect(() => parse(change)).toThrow(`gameday.config.ts: ${message}`)
})

test('everything that is wrong is told at once', () => {
  expect(() => parse({ restartDelay: '1', health: 'x' })).toThrow(/health.*restartDelay/)
})

test.each([[undefined], [{}], [{ targets: {} }], [{ targets: { 'Not-Lower': good } }]])(
  '%j is no configuration',
  (config) => {
    expect(() => parseTargets(config, where)).toThrow(UsageError)
  },
)

test('a target that is not described', () => {
  expect(() => pickTargets(parse({}), ['mine', 'yours'])).toThrow('no target "yours": there are mine')
})

test('a file that is not there', async () => {
  await expect(loadTargets('no/such.config.ts')).rejects.toThrow('no/such.config.ts is not there')
})

test('a file that is there', async () => {
  const targets = await loadTargets('harness/targets/fixtures/tiny/gameday.config.ts')
  expect([...targets.keys()]).toEqual(['tiny', 'before', 'deaf', 'brief', 'around', 'led', 'unled'])
})
