import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseBase, localTags } from '../../../docker/images.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { startedServices } from '../fixtures/started.ts'
import { compose } from './compose.ts'

const { skip, why } = await containersMissing()
process.env.NODE_BASE = chooseBase('node', skip ? [] : await localTags()).image
process.env.GAMEDAY_TEST_TOKEN = 'from the environment'

/** A copy, as one of the tests writes to it. */
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-compose-parts-'))
  cpSync(fileURLToPath(new URL('fixtures/parts', import.meta.url)), folder, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'compose.yaml')
type Started = Awaited<ReturnType<typeof startedServices>>

/** Asks the port of a service that is written so. */
async function ask(system: Started, service: string, path: string, port = 'main') {
  const { spec } = system.services.get(service)!
  const { host, port: number } = system.context.runtime.reach(spec.ports[port]!)
  const answer = await fetch(`http://${host}:${number}${path}`)
  return { status: answer.status, text: await answer.text() }
}

test.skipIf(skip)(
  `copies, several ports, secrets, folders and volumes of a Compose file${why}`,
  async () => {
    const { services, leftOut } = compose(file())
    expect(leftOut).toContain(
      'compose.yaml: restart (client): what ends stays down until the scenario restarts it',
    )
    await using system = await startedServices('containers', services)

    // Each copy has a link of its own, and the client finds both behind the one name, with both ports.
    expect([...system.links.keys()].sort()).toEqual(['client-api-1', 'client-api-2'])
    const seen = JSON.parse((await ask(system, 'client', '/')).text)
    expect(new Set(seen.addresses).size).toBe(2)
    expect(seen.told.filter((one: string) => one === 'level=info')).toHaveLength(2)
    expect(new Set(seen.told).size).toBe(3)
    await system.links.get('client-api-1')!.disable()
    const cut = JSON.parse((await ask(system, 'client', '/')).text)
    expect(cut.told.filter((one: string) => one === 'ECONNREFUSED')).toHaveLength(2)
    await system.links.get('client-api-1')!.enable()

    // Secrets of a file and of the environment, a configuration that the file holds.
    expect((await ask(system, 'api-1', '/run/secrets/password')).text).toBe('opened by this\n')
    expect((await ask(system, 'api-2', '/run/secrets/api-token')).text).toBe('from the environment')

    // A folder of this machine is there, and is not written to.
    expect((await ask(system, 'api-1', '/srv/client.mjs')).text).toContain('lookup')
    expect(await ask(system, 'api-1', '/srv/password.txt?write=x')).toEqual({ status: 500, text: 'EROFS' })

    // A volume begins empty, is one for both copies, and outlives kill -9.
    expect(await ask(system, 'api-1', '/data/kept')).toEqual({ status: 500, text: 'ENOENT' })
    expect((await ask(system, 'api-1', '/data/kept?write=here')).text).toBe('here')
    expect((await ask(system, 'api-2', '/data/kept')).text).toBe('here')
    const api = system.services.get('api-1')!
    await api.kill()
    await api.restart()
    expect((await ask(system, 'api-1', '/data/kept')).text).toBe('here')
    const again = JSON.parse((await ask(system, 'client', '/')).text)
    expect(again.told.filter((one: string) => one === 'level=info')).toHaveLength(2)
  },
  180_000,
)

test.skipIf(skip)(
  `a volume of another run is another one, and folders are writable on request${why}`,
  async () => {
    await using system = await startedServices('containers', compose(file(), { writable: true }).services)
    expect(await ask(system, 'api-2', '/data/kept')).toEqual({ status: 500, text: 'ENOENT' })
    expect((await ask(system, 'api-1', '/srv/written.txt?write=yes')).text).toBe('yes')
    expect(readFileSync(join(folder, 'written.txt'), 'utf8')).toBe('yes')
  },
  180_000,
)
