import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { canReadWhileFrozen, dial, until } from './looks.ts'

export function countsSockets(open: Opener): void {
  it('are counted by state, only those of the service', async () => {
    await using test = await openTest(open)
    const service = await test.run('close-wait')
    const address = test.runtime.reach(service.spec.ports.main!)
    // The connect that found the service accepting was closed by the harness, never by this service.
    await until(async () => (await service.sockets()).states.CLOSE_WAIT === 1)
    const before = await service.sockets()
    expect(before.states).toMatchObject({ LISTEN: 1 })
    const clients = await Promise.all(Array.from({ length: 5 }, () => dial(address)))
    await until(async () => (await service.sockets()).states.ESTABLISHED === 5)
    expect((await service.sockets()).descriptors).toBe(before.descriptors + 5)
    for (const client of clients.slice(0, 3)) client.end()
    await until(async () => (await service.sockets()).states.CLOSE_WAIT === 4)
    const after = await service.sockets()
    expect(after.acceptQueues).toEqual([{ port: service.spec.ports.main?.port, waiting: 0 }])
    for (const client of clients) client.destroy()
  })

  it('wait in the accept queue of a frozen service', async () => {
    await using test = await openTest(open)
    const service = await test.run('close-wait')
    const address = test.runtime.reach(service.spec.ports.main!)
    await service.pause()
    const clients = await Promise.all(Array.from({ length: 4 }, () => dial(address)))
    if (await canReadWhileFrozen(service))
      // The connect that found the service accepting may still wait there, too.
      await until(async () => (await service.sockets()).acceptQueues[0]!.waiting >= 4)
    await service.resume()
    for (const client of clients) client.destroy()
  })
}
