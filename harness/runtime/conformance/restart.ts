import { expect, it } from 'vitest'
import { now } from '../../journal/clock.ts'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { ask } from './looks.ts'

export function restarts(open: Opener): void {
  it('keeps the address and counts incarnations', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    const first = await ask(test, service, '/env')
    await service.kill()
    const started = await service.restart()
    expect(started).toEqual(service.started)
    expect(started.incarnation).toBe(2)
    expect(await ask(test, service, '/env')).toEqual(first)
    expect(test.events.filter(({ incarnation }) => incarnation === 2)[0]).toMatchObject({
      state: 'spawned',
    })
    expect((await service.stop()).code).toBe(3)
  })

  it('lays a new environment over the old', async () => {
    await using test = await openTest(open)
    const service = await test.run('server', { env: { COLOUR: 'green', SHAPE: 'round' } })
    await service.kill()
    await service.restart({ env: { COLOUR: 'blue' } })
    expect(await ask(test, service, '/env')).toMatchObject({ COLOUR: 'blue', SHAPE: 'round' })
  })

  it('has a first life of its own, and later ones as described', async () => {
    await using test = await openTest(open)
    const service = await test.run('server', { env: { COLOUR: 'green' }, firstEnv: { COLOUR: 'grey' } })
    expect(await ask(test, service, '/env')).toMatchObject({ COLOUR: 'grey' })
    await service.kill()
    await service.restart()
    expect(await ask(test, service, '/env')).toMatchObject({ COLOUR: 'green' })
  })

  it('is refused while the service runs', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    await expect(service.restart()).rejects.toThrow('server is still running: stop it before its restart')
  })

  it('waits for the log line of the new incarnation', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    await service.kill()
    const killed = now()
    expect((await service.restart()).readyAt).toBeGreaterThan(killed)
    expect(service.logs().filter(({ text }) => text === 'listening')).toHaveLength(2)
  })
}
