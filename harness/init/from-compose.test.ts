import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newFiles } from './files.ts'
import { fromCompose } from './from-compose.ts'

function project(text: string): string {
  const root = mkdtempSync(join(tmpdir(), 'gameday-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'compose.yaml'), text)
  return root
}

const shop = `services:
  web: { image: nginx, ports: ['80:80'], depends_on: [api-server], restart: always }
  api-server:
    image: api
    expose: [3000]
    healthcheck: { test: curl -f http://localhost:3000/health }
  db: { image: postgres }
`

test('where users come in is probed, and what that needs is killed', () => {
  const { files, leftOut } = fromCompose(project(shop), 'compose.yaml')
  const [system, scenario] = files as [{ path: string; text: string }, { path: string; text: string }]
  expect(system.text).toContain("compose(new URL('../../compose.yaml', import.meta.url)")
  expect(system.text).toContain("services: ['web', 'api-server', 'db']")
  expect(system.text).toContain("probes: { answers: http({ to: 'web', path: '/' }) }")
  expect(scenario.path).toMatch(/\/api-server-killed\.scenario\.ts$/)
  expect(scenario.text).toContain("faults.kill(services['api-server'])")
  expect(leftOut).toContain(
    'compose.yaml: restart (web): what ends stays down until the scenario restarts it',
  )
})

test('the path of its health check is asked for, and a database by TCP', () => {
  const system = (text: string) => fromCompose(project(text), 'compose.yaml').files[0]!.text
  expect(system(shop.replace(/ {2}web.*\n/, ''))).toContain("http({ to: 'api-server', path: '/health' })")
  expect(system('services: { db: { image: postgres, expose: [5432] } }')).toContain("tcp({ to: 'db' })")
})

test('a file in which nothing listens is refused', () => {
  expect(() => fromCompose(project('services: { job: { image: job } }'), 'compose.yaml')).toThrow(
    'no service of the file says by `ports` or `expose`',
  )
})

test('it takes the place of the system that says hello, on containers', () => {
  const root = project(shop)
  const system = fromCompose(root, 'compose.yaml').files
  const files = newFiles(root, { js: true, workflow: false, system })
  expect(files.filter(({ path }) => path.includes('hello'))).toEqual([])
  expect(files.find(({ path }) => path === 'gameday.config.mjs')?.text).toContain("runtime: 'containers'")
  const scenario = files.find(({ path }) => path.endsWith('.scenario.mjs'))
  expect(scenario?.text).toMatch(/from '\.\/[a-z0-9-]+\.mjs'/)
})
