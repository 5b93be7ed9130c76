import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { HarnessError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { ask } from './looks.ts'

export function starts(open: Opener): void {
  it('records spawned, ready and accepting, in order, each once', async () => {
    await using test = await openTest(open)
    const before = now()
    const { started, running } = await test.run('server')
    expect(running).toBe(true)
    expect(started.incarnation).toBe(1)
    expect(started.spawnedAt).toBeGreaterThan(before)
    expect(started.readyAt).toBeGreaterThan(started.spawnedAt)
    expect(started.acceptingAt).toBeGreaterThan(started.spawnedAt)
    expect(started.acceptingAt).toBeLessThan(now())
    const moments = test.events.map(({ state, at, uncertaintyNs }) => ({ state, at, uncertaintyNs }))
    expect(moments[0]).toMatchObject({ state: 'spawned', at: started.spawnedAt })
    expect(moments).toContainEqual({ state: 'ready', at: started.readyAt, uncertaintyNs: undefined })
    expect(moments).toContainEqual({
      state: 'accepting',
      at: started.acceptingAt,
      uncertaintyNs: started.acceptingUncertaintyNs,
    })
    expect(moments).toHaveLength(3)
  })

  it('knows a service to be ready by a port that accepts', async () => {
    await using test = await openTest(open)
    const { started } = await test.run('server', { ready: { by: 'tcp', port: 'main', timeoutMs: 20_000 } })
    expect(started.readyAt).toBe(started.acceptingAt)
  })

  it('knows a service to be ready by HTTP', async () => {
    await using test = await openTest(open)
    const ready = { by: 'http', port: 'main', path: '/', timeoutMs: 20_000 } as const
    const service = await test.run('server', { ready })
    expect(await ask(test, service, '/')).toHaveProperty('pid')
  })

  it('names the service, the limit and its last words when it is never ready', async () => {
    await using test = await openTest(open)
    const ready = { by: 'log', pattern: /listening/, timeoutMs: 1_500 } as const
    const starting = test.run('never-ready', { ready })
    await expect(starting).rejects.toThrow(HarnessError)
    await expect(starting).rejects.toThrow(
      'never-ready was not ready after 1500 ms (waiting for a log line /listening/); last lines: still warming up',
    )
    expect(test.events.at(-1)).toMatchObject({ state: 'exited', signal: 'SIGKILL' })
  })

  it('names the service, its exit code and its last words when it ends before it is ready', async () => {
    await using test = await openTest(open)
    await expect(test.run('crash')).rejects.toThrow(
      /^crash exited with code 7 before it was ready .*last lines: cannot find the configuration \| giving up$/,
    )
  })

  it('allows the name again after a start that failed', async () => {
    await using test = await openTest(open)
    await expect(test.run('crash', { name: 'one' })).rejects.toThrow('one exited')
    const service = await test.run('server', { name: 'one' })
    expect(service.running).toBe(true)
  })

  it('refuses a second service of one name', async () => {
    await using test = await openTest(open)
    await test.run('server')
    await expect(test.run('server')).rejects.toThrow('a service named server exists already')
  })

  it('ends at once when the run is aborted', async () => {
    const abort = new AbortController()
    await using test = await openTest(open, abort.signal)
    const starting = test.run('never-ready')
    starting.catch(() => {})
    await delay(300)
    abort.abort(new Error('stopped by the user'))
    await expect(starting).rejects.toThrow('stopped by the user')
  })

  it('starts several services at once, each at an address of its own', async () => {
    await using test = await openTest(open)
    const names = ['a', 'b', 'c']
    const services = await Promise.all(names.map((name) => test.run('server', { name })))
    const addresses = services.map(({ spec }) => JSON.stringify(spec.ports.main))
    expect(new Set(addresses).size).toBe(3)
    const answers = await Promise.all(services.map((service) => ask(test, service, '/env')))
    expect(answers.map((env) => env.PORT)).toEqual(services.map(({ spec }) => `${spec.ports.main?.port}`))
  })
}
