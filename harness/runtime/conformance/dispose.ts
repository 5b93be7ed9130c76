import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { nothing, sweep } from '../reaper/sweep.ts'

export function disposes(open: Opener): void {
  it('leaves nothing, whatever state the services are in', async () => {
    const test = await openTest(open)
    const [paused, dead] = await Promise.all([
      test.run('server', { name: 'paused' }),
      test.run('server', { name: 'dead' }),
      test.run('stubborn'),
    ])
    await paused!.pause()
    await dead!.kill()
    const starting = test.run('never-ready')
    starting.catch(() => {})
    await delay(100)
    await test[Symbol.asyncDispose]()
    await expect(dead!.restart()).rejects.toThrow('its execution is over')
    await expect(starting).rejects.toThrow()
    expect(await sweep(test.runId)).toEqual(nothing)
    await expect(test.run('server', { name: 'late' })).rejects.toThrow('the runtime has been taken down')
  })
}
