import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Findings, leftOutLines } from './findings.ts'
import { type ReadOptions, readServices } from './read-services.ts'

const fixtures = join(import.meta.dirname, 'fixtures')

/** Services of a fixture, and the lines of what is left out. */
function read(name: string, options: ReadOptions = {}) {
  vi.stubEnv('FROM_SHELL', 'shell')
  vi.stubEnv('GAMEDAY_TEST_TOKEN', 't0ken')
  const path = join(fixtures, name)
  const findings = new Findings(path)
  const services = readServices(path, options, findings)
  vi.unstubAllEnvs()
  return { services, left: leftOutLines(findings.leftOut) }
}

test('health checks, conditions and ports', () => {
  const { services, left } = read('checks.yaml')
  const { web, api, migrate, db, cache } = services as Record<string, (typeof services)[string]>
  expect(web!.ports).toEqual([80, 443, 9000])
  expect(web!.after).toEqual({ api: 'service_healthy' })
  expect(api).toMatchObject({
    ports: [3000, 3001, 3002],
    after: { migrate: 'service_completed_successfully', db: 'service_healthy' },
    health: 'file',
    healthMs: 570_000,
    stopSignal: 'SIGINT',
    killTimeoutMs: 60_000,
  })
  expect(api!.container.create.Healthcheck).toEqual({
    Test: ['CMD', 'curl', '-f', 'http://localhost:3000'],
    Interval: 90e9,
    Timeout: 10e9,
    Retries: 5,
    StartPeriod: 40e9,
  })
  expect(migrate!.container.create.Cmd).toEqual(['./migrate', '--up', 'all of it'])
  expect(db!.container.create.Healthcheck).toMatchObject({
    Test: ['CMD-SHELL', 'pg_isready -U shop'],
    Retries: 3,
  })
  expect([cache!.health, cache!.container.create.Healthcheck]).toEqual(['none', { Test: ['NONE'] }])
  expect(left).toEqual([
    'depends_on.db.restart (api): services restart when the scenario says so',
    'ports (web): published nowhere: probes reach the service itself',
    'ports.3 (web): UDP gets through no proxy',
    'restart (db): what ends stays down until the scenario restarts it',
  ])
})

test('anchors, merge keys, variables and commands', () => {
  const { services, left } = read('merged.yaml')
  const common = { LOG_LEVEL: 'info', PRICE: '$5', EMPTY: '', RATE: '1.10', TLS: '', FROM_SHELL: 'shell' }
  expect(services.api).toMatchObject({ image: 'node:24', container: { host: { Init: true } } })
  expect(services.api!.env).toEqual({ ...common, ROLE: 'plain' })
  expect(services.worker!.env).toEqual(common)
  expect(services.worker!.container.create).toEqual({
    Entrypoint: ['node', '--enable-source-maps'],
    Cmd: ['worker.js', 'two words', 'and "quotes"', 'plain space'],
    User: '1000:1000',
    WorkingDir: '/srv',
  })
  expect(left).toEqual([])
})

test('env files, the file .env among them', () => {
  const { services } = read('env-files/compose.yaml')
  const common = {
    SHARED: 'common',
    PLAIN: 'spaces are cut',
    HASH: 'a#b',
    SINGLE: '$SHARED and # stay',
    DOUBLE: 'common\nsecond line',
    MORE: 'two\nlines',
    NAMED: 'common-default',
  }
  expect(services.one).toMatchObject({ image: 'from-dot-env' })
  expect(services.one!.env).toEqual({ ...common, SHARED: 'mine', OWN: 'later' })
  expect(services.two!.env).toEqual({ ...common, SINGLE: "'quotes stay' # and this" })
})

test('secrets, configs and volumes', () => {
  const { services, left } = read('secrets/compose.yaml')
  const folder = join(fixtures, 'secrets')
  expect(services.db!.container.host).toMatchObject({
    ShmSize: 128 * 1024 ** 2,
    Tmpfs: { '/run': '', '/tmp': 'size=64m' },
    Mounts: [
      { Type: 'volume', Source: 'data', Target: '/var/lib/postgresql/data' },
      { Type: 'bind', Source: join(folder, 'init.sql'), ReadOnly: true },
      { Type: 'volume', Source: '', Target: '/var/cache' },
      { Type: 'bind', Source: join(folder, 'password.txt'), Target: '/run/secrets/password', ReadOnly: true },
      { Type: 'bind', Source: join(folder, 'settings.ini'), Target: '/etc/settings.ini', ReadOnly: true },
    ],
  })
  expect(services.db!.container.copied).toEqual([
    { target: '/run/secrets/api-token', mode: 0o400, content: 't0ken' },
    { target: '/inline', mode: 0o444, content: 'level=info' },
  ])
  expect(left).toEqual([])
})

test('profiles, and services that are asked for', () => {
  const names = (options: ReadOptions) => Object.keys(read('profiles.yaml', options).services)
  expect(names({})).toEqual(['api', 'db'])
  expect(names({ profiles: ['debug'] })).toEqual(['api', 'db', 'tools'])
  expect(names({ profiles: ['*'] })).toEqual(['api', 'db', 'tools', 'load'])
  expect(names({ services: ['tools'] })).toEqual(['api', 'db', 'tools'])
  expect(() => names({ services: ['apy'] })).toThrow('services: apy is unknown: did you mean api?')
  expect(() => names({ profiles: ['debgu'] })).toThrow('profiles: debgu is unknown: did you mean debug?')
})

test('networks with aliases, links and names of hosts', () => {
  const { services, left } = read('networks.yaml')
  expect(services.api).toMatchObject({
    networks: { front: ['backend', 'api.internal'], back: [] },
    linked: { database: 'db' },
    after: { db: 'service_started' },
    extraHosts: ['payments:10.0.0.5', 'host.docker.internal:host-gateway'],
  })
  expect(services.db!.networks).toEqual({ back: ['shop-db'] })
  expect(left[0]).toBe('back.internal (networks): the world outside can be reached from it')
})

test('copies and limits', () => {
  const { services, left } = read('limits.yaml')
  expect(services.api).toMatchObject({ copies: 3 })
  expect(services.api!.container.host).toMatchObject({
    ReadonlyRootfs: true,
    CapAdd: ['NET_ADMIN'],
    CapDrop: ['ALL'],
    Sysctls: { 'kernel.shmmax': '1024' },
    Ulimits: [
      { Name: 'nproc', Soft: 65_535, Hard: 65_535 },
      { Name: 'nofile', Soft: 1024, Hard: 2048 },
    ],
    Memory: 256 * 1024 ** 2,
    MemoryReservation: 64 * 1024 ** 2,
    NanoCpus: 5e8,
    PidsLimit: 100,
  })
  expect(services.worker).toMatchObject({
    copies: 2,
    container: { host: { Memory: 1024 ** 3, NanoCpus: 15e8 } },
  })
  expect(left).toEqual(['deploy.restart_policy (api): nothing is deployed'])
})

test('what is built, and from what', () => {
  const { services, left } = read('build/compose.yaml')
  const context = join(fixtures, 'build/app')
  expect(services.short!.build).toEqual({ context, dockerfile: 'Dockerfile', args: {} })
  expect(services.long!.build).toEqual({
    context,
    dockerfile: 'other.Dockerfile',
    args: { MODE: 'test', FROM_SHELL: 'shell' },
    target: 'runtime',
  })
  expect(services.inline!.build).toMatchObject({ inline: 'FROM scratch\n' })
  expect(left).toEqual(['build.cache_from (long): the image is the same without it'])
})
