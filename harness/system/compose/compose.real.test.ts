import { expect, test } from 'vitest'
import { chooseBase, localTags } from '../../../docker/images.ts'
import { containersMissing } from '../../runtime/fixtures/containers-missing.ts'
import { startedServices } from '../fixtures/started.ts'
import { compose } from './compose.ts'

const { skip, why } = await containersMissing()
const tags = skip ? [] : await localTags()
process.env.NODE_BASE = chooseBase('node', tags).image
process.env.REDIS_BASE = chooseBase('redis', tags).image

const file = new URL('fixtures/shop/compose.yaml', import.meta.url)

test.skipIf(skip)(
  `services find each other by their own names, with a proxy between them${why}`,
  async () => {
    await using system = await startedServices('containers', compose(file).services)
    expect([...system.links.keys()].sort()).toEqual(['api-redis', 'seed-redis'])
    const api = system.services.get('api')!
    const { host, port } = system.context.runtime.reach(api.spec.ports.main!)
    expect(port).toBe(3_000)
    const get = async (path: string) => {
      const began = performance.now()
      const answer = await fetch(`http://${host}:${port}${path}`)
      return { status: answer.status, text: await answer.text(), ms: performance.now() - began }
    }
    expect((await get('/seeded')).text).toContain('yes')
    expect((await get('/')).text).toBe('1')
    const link = system.links.get('api-redis')!
    await link.addToxic({
      name: 'slow',
      type: 'latency',
      stream: 'downstream',
      attributes: { latency: 300, jitter: 0 },
    })
    const slow = await get('/')
    expect(slow.text).toBe('2')
    expect(slow.ms).toBeGreaterThan(250)
    await link.removeToxic('slow')
    const redis = system.services.get('redis')!
    await redis.kill()
    expect((await get('/')).status).toBe(503)
    await redis.restart()
    expect((await get('/')).status).toBe(200)
  },
)
