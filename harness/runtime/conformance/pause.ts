import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { ask } from './looks.ts'

export function pauses(open: Opener): void {
  it('leaves connections open and silent until the service is resumed', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    expect(await service.accepts()).toBe(true)
    await service.pause()
    const answer = ask(test, service, '/')
    const first = await Promise.race([answer, delay(400, 'silence')])
    expect(first).toBe('silence')
    await service.resume()
    expect(await answer).toHaveProperty('pid')
    expect(test.events.slice(-2).map(({ state }) => state)).toEqual(['paused', 'resumed'])
  })

  it('does not protect from SIGKILL', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    await service.pause()
    expect(await service.kill()).toMatchObject({ code: 137, signal: 'SIGKILL' })
  })
}
