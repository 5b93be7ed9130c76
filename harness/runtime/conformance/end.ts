import { expect, it } from 'vitest'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { sweep } from '../reaper/sweep.ts'
import { lastLine, until } from './looks.ts'

export function ends(open: Opener): void {
  it.each([
    ['SIGINT', 0],
    ['SIGTERM', 3],
  ] as const)('on %s gives the exit code %i and the moment', async (signal, code) => {
    await using test = await openTest(open)
    const service = await test.run('server')
    const exit = await service.stop({ signal })
    expect(exit).toMatchObject({ code, forced: false })
    expect(exit.signal).toBeUndefined()
    expect(service.running).toBe(false)
    const { clock } = service
    const left = clock.fromMonotonic(Number(/leaving at (\d+)/.exec(lastLine(service))?.[1]))
    // The service stamps its last moment; what follows is the runtime's own ending of a Node process.
    expect(exit.at + exit.uncertaintyNs).toBeGreaterThan(left - clock.uncertaintyNs())
    const [signalled] = test.events.filter(({ state }) => state === 'signalled')
    expect(left + clock.uncertaintyNs()).toBeGreaterThan(signalled?.at ?? Number.NaN)
    expect(test.events.slice(-2)).toMatchObject([
      { state: 'signalled', signal },
      { state: 'exited', code, forced: false, at: exit.at },
    ])
    expect(signalled?.at).toBeLessThan(exit.at)
  })

  it('uses the stop signal of the service', async () => {
    await using test = await openTest(open)
    const service = await test.run('server', { stopSignal: 'SIGINT' })
    expect((await service.stop()).code).toBe(0)
  })

  it('on SIGKILL gives 137 and the signal, not forced', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    expect(await service.kill()).toMatchObject({ code: 137, signal: 'SIGKILL', forced: false })
  })

  it('is forced after the kill timeout', async () => {
    await using test = await openTest(open)
    const service = await test.run('stubborn', { killTimeoutMs: 400 })
    const sent = now()
    const exit = await service.stop()
    expect(exit).toMatchObject({ code: 137, signal: 'SIGKILL', forced: true })
    expect(exit.at - sent).toBeGreaterThan(395 * NS_PER_MS)
    expect(lastLine(service)).toBe('ignored SIGTERM')
    expect(test.events.filter(({ state }) => state === 'signalled')).toMatchObject([
      { signal: 'SIGTERM' },
      { signal: 'SIGKILL' },
    ])
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'comes by %s to a service without a handler',
    async (signal) => {
      await using test = await openTest(open)
      const service = await test.run('no-handler')
      const exit = await service.stop({ signal, killTimeoutMs: 5_000 })
      expect(exit).toMatchObject({ signal, forced: false })
    },
  )

  it('is reported when the service goes by itself', async () => {
    await using test = await openTest(open)
    const service = await test.run('partial-line', {
      ready: { by: 'log', pattern: /line 0/, timeoutMs: 20_000 },
      ports: {},
    })
    // Only now: what ends before it is known to be ready has not started.
    await service.signal('SIGUSR2')
    expect(await service.exited).toMatchObject({ code: 0, forced: false })
    expect(service.running).toBe(false)
  })

  it('takes along what the service started', async () => {
    await using test = await openTest(open)
    const ready = { by: 'log', pattern: /child \d+/, timeoutMs: 20_000 } as const
    const service = await test.run('with-child', { ready })
    await service.kill()
    expect((await sweep(test.runId)).processes.size).toBe(0)
  })

  it('does not come by a signal that the service handles', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    await service.signal('SIGUSR2')
    await until(() => lastLine(service) === 'got SIGUSR2')
    expect(service.running).toBe(true)
  })

  it('allows no signal afterwards', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    const exit = await service.kill()
    expect(await service.accepts()).toBe(false)
    await expect(service.signal('SIGTERM')).rejects.toThrow('server is not running: SIGTERM was not sent')
    expect(await service.stop()).toEqual(exit)
    expect(await service.kill()).toEqual(exit)
  })
}
