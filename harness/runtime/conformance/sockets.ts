import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { canReadWhileFrozen, dial, until } from './looks.ts'

export function countsSockets(open: Opener): void {
  it('are counted by state, only those of the service', async () => {
    await using test = await openTest(open)
    const service = await test.run('close-wait')
    const address = test.runtime.reach(service.spec.ports.main!)
    const count = async () => {
      const { states, descriptors } = await service.sockets()
      return { open: states.ESTABLISHED ?? 0, closed: states.CLOSE_WAIT ?? 0, descriptors }
    }
    // The connects that found the service accepting were closed by the harness, never by this service: one, and more where that took several.
    await until(async () => (await count()).closed >= 1)
    const before = await count()
    expect((await service.sockets()).states).toMatchObject({ LISTEN: 1 })
    const clients = await Promise.all(Array.from({ length: 5 }, () => dial(address)))
    await until(async () => (await count()).open === 5)
    const dialled = await count()
    expect(dialled.descriptors - before.descriptors).toBe(5 + dialled.closed - before.closed)
    for (const client of clients.slice(0, 3)) client.end()
    await until(async () => (await count()).open === 2)
    const after = await service.sockets()
    expect(after.states.CLOSE_WAIT).toBe(dialled.closed + 3)
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
