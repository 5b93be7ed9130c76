import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Findings, leftOutLines } from './findings.ts'
import { type ReadOptions, readServices } from './read-services.ts'

/** What a file with this text is: its services, and the lines of what is left out. */
function read(text: string, options: ReadOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-compose-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'compose.yaml')
  writeFileSync(path, text)
  const findings = new Findings('compose.yaml')
  const services = readServices(path, options, findings)
  return { services, left: leftOutLines(findings.leftOut) }
}

const service = (line: string) => `services:\n  api:\n    image: api\n    ${line}\n`

test.each([
  'cgroup: host',
  'credential_spec: { file: a.json }',
  'device_cgroup_rules: ["c 1:3 mr"]',
  'extends: { service: base }',
  'external_links: [other]',
  'gpus: all',
  'isolation: hyperv',
  'models: [llm]',
  'pid: host',
  'post_start: [{ command: ls }]',
  'pre_stop: [{ command: ls }]',
  'provider: { type: x }',
  'runtime: runsc',
  'use_api_socket: true',
  'userns_mode: host',
  'uts: host',
  'volumes_from: [other]',
  'network_mode: host',
  'ipc: host',
])('%s is refused, and can be left away knowingly', (line) => {
  const key = `api.${line.split(':')[0]}`
  expect(() => read(service(line))).toThrow(`compose.yaml: ${key}: `)
  expect(() => read(service(line))).toThrow(`ignore: ['${key}']`)
  expect(read(service(line), { ignore: [key] }).services).toHaveProperty('api')
  expect(read(service(line), { ignore: [key.slice(4)] }).services).toHaveProperty('api')
})

test.each([
  'annotations: { a: b }',
  'attach: false',
  'blkio_config: { weight: 300 }',
  'cgroup_parent: m',
  'cpu_count: 2',
  'cpu_percent: 20',
  'develop: { watch: [] }',
  'dns: 1.1.1.1',
  'dns_opt: [a]',
  'dns_search: a.b',
  'domainname: a.b',
  'label_file: a',
  'logging: { driver: none }',
  'mac_address: 02:42:ac:11:65:43',
  'mem_swappiness: 10',
  'memswap_limit: 1g',
  'oom_kill_disable: true',
  'oom_score_adj: 10',
  'pull_policy: always',
  'restart: always',
  'stdin_open: true',
  'storage_opt: { size: 1g }',
  'tty: true',
])('%s is left out, and named', (line) => {
  const key = line.split(':')[0]!
  expect(read(service(line)).left).toEqual([expect.stringMatching(new RegExp(`^${key} \\(api\\): .`))])
  expect(read(service(line), { ignore: [`api.${key}`] }).left).toEqual([])
})

test.each([
  ['imge: a', 'api: imge is unknown: did you mean image?'],
  ['environment: 5', 'api.environment: is to be a list'],
  ['ports: ["80:http"]', 'api.ports.0: http is no port'],
  ['stop_grace_period: soon', 'api.stop_grace_period: soon is no duration'],
  ['stop_signal: SIGNONE', 'api.stop_signal: SIGNONE is no signal'],
  ['mem_limit: much', 'api.mem_limit: much is no size'],
  ['command: "a \'b"', 'api.command: a quote is not closed'],
  ['depends_on: [db]', 'api.depends_on: there is no service db'],
  ['depends_on: { api: { condition: ready } }', 'api.depends_on.api.condition: ready is not known'],
  ['networks: [back]', 'api.networks.0: there is no network back'],
  ['volumes: ["data:/data"]', 'api.volumes.0: there is no volume data'],
  ['volumes: ["/var/run/docker.sock:/s"]', "ignore: ['api.volumes.0']"],
  ['secrets: [key]', 'api.secrets.0: there is none of that name below secrets'],
  ['env_file: none.env', 'api.env_file: there is no file'],
  ['build: https://example.com/a.git', 'only folders of this machine are built'],
  ['healthcheck: { test: [curl] }', 'api.healthcheck.test: begins with CMD, CMD-SHELL or NONE'],
  ['sysctls: { net.core.somaxconn: 5 }', 'net.core.somaxconn is of a network'],
  ['init: maybe', 'api.init: is to be true or false'],
  ['command: \x24{A:?say it}', 'A is not set: say it'],
  ['command: ${A', 'a brace is not closed'],
  ['command: $', 'a dollar by itself is written $$'],
])('%s is an error that names the place', (line, message) => {
  expect(() => read(service(line))).toThrow(message)
})

test.each([
  ['include: [a.yaml]\nservices: {}', 'include: let Compose resolve it: docker compose config'],
  ['servces: {}', 'is no Compose file: it has no services'],
  ['services:\n  a: [', 'compose.yaml: '],
  ['services: {}\nfoo: 1', 'foo: foo is unknown'],
  ['services: { a: {} }', 'a: has neither an image nor a build'],
  ['services: { a: { image: a } }\nnetworks: { n: { external: true } }', "ignore: ['networks.n.external']"],
])('%s is refused as a whole', (text, message) => {
  expect(() => read(text)).toThrow(message)
})

test('folders of this machine are read-only unless asked for, and one that is not there is named', () => {
  const text = service("volumes: ['.:/app', './none:/data']")
  const { services, left } = read(text)
  expect(services.api!.container.host.Mounts).toMatchObject([
    { Type: 'bind', Target: '/app', ReadOnly: true },
    { Type: 'volume', Source: '', Target: '/data' },
  ])
  expect(left.join('\n')).toMatch(/\. is mounted read-only.*writable: true/)
  expect(left.join('\n')).toContain('./none is not there: an empty volume stands for it')
  const { services: asWritten } = read(text, { writable: true })
  expect(asWritten.api!.container.host.Mounts![0]).toMatchObject({ ReadOnly: false })
})

test('a variable that nobody set is named', () => {
  expect(read(service('command: run $NOBODY_SET_THIS')).left).toEqual([
    '\x24{NOBODY_SET_THIS}: is set nowhere: nothing stands in its place, as with Compose',
  ])
})

test('what is left away must be there', () => {
  expect(() => read(service('init: true'), { ignore: ['api.restart'] })).toThrow(
    'ignore: api.restart: is not in the file',
  )
})
