import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { engineSocket } from '../../../docker/images.ts'
import { HarnessError, MissingPartError } from '../../errors.ts'
import { containersMissing } from '../fixtures/containers-missing.ts'
import { type EngineProxy, engineProxy } from '../fixtures/engine-proxy.ts'
import { opener, openTest } from '../fixtures/open-runtime.ts'
import { nothing, sweep } from '../reaper/sweep.ts'

const { skip, why } = await containersMissing()
const engine = engineSocket() ?? ''

afterEach(() => vi.unstubAllEnvs())

describe.skipIf(skip)(`an engine that goes away${why}`, () => {
  it('is told from one that was never there', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nonexistent/docker.sock')
    const opening = openTest(opener('containers'))
    await expect(opening).rejects.toThrow(MissingPartError)
    await expect(opening).rejects.toThrow('no Docker engine answers at /nonexistent/docker.sock')
  })

  describe('in mid-run', () => {
    let proxy: EngineProxy
    beforeAll(async () => {
      proxy = await engineProxy(engine)
    })
    afterAll(() => proxy[Symbol.asyncDispose]())

    it('and only hangs, fails the call that it does not answer', async () => {
      vi.stubEnv('DOCKER_HOST', `unix://${proxy.socket}`)
      await using test = await openTest(opener('containers'))
      const service = await test.run('server')
      proxy.hang(true)
      await expect(service.pause()).rejects.toThrow(
        `Docker engine at ${proxy.socket} stopped answering (to pause server: nothing within 20 s)`,
      )
      proxy.hang(false)
    })

    it('and is slow, holds up no signal', async () => {
      vi.stubEnv('DOCKER_HOST', `unix://${proxy.socket}`)
      await using test = await openTest(opener('containers'))
      const service = await test.run('server')
      proxy.hang(true)
      await service.signal('SIGUSR2')
      // Its output comes through the engine, too: who is asked is the kernel.
      await service.signal('SIGKILL')
      await expect.poll(() => existsSync(`/proc/${service.started.pid}`)).toBe(false)
      proxy.hang(false)
      expect(await service.exited).toMatchObject({ code: 137, signal: 'SIGKILL' })
    })

    it('and closes its connections, ends every wait with one clear error', async () => {
      vi.stubEnv('DOCKER_HOST', `unix://${proxy.socket}`)
      const test = await openTest(opener('containers'))
      const service = await test.run('server')
      const exited = expect(service.exited).rejects.toThrow(
        `Docker engine at ${proxy.socket} stopped answering (to wait for server: `,
      )
      await proxy.goAway()
      await exited
      await expect(test.runtime[Symbol.asyncDispose]()).rejects.toThrow(HarnessError)
      await cleanUp(test.runId)
    })
  })
})

async function cleanUp(runId: string): Promise<void> {
  vi.stubEnv('DOCKER_HOST', `unix://${engine}`)
  await sweep(runId)
  expect(await sweep(runId)).toEqual(nothing)
}
