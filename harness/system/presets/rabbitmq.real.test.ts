import { connect } from 'amqplib'
import { describe, expect, test } from 'vitest'
import { runtimesWith, startedServices } from '../fixtures/started.ts'
import type { SystemContext } from '../system.ts'
import { rabbitmq } from './rabbitmq.ts'

const queue = 'orders'
const preset = rabbitmq({ password: `a 'secret"/`, vhost: 'shop' })

for (const { kind, skip, why } of await runtimesWith('rabbitmq-server', 'rabbitmq'))
  describe.skipIf(skip)(`rabbitmq on ${kind}${why}`, () => {
    test('answers, and keeps a persistent message of a durable queue over a kill', async () => {
      await using system = await startedServices(kind, { broker: preset })
      const service = system.services.get('broker')!
      const url = urlOf(system.context, service.spec.ports.main!)

      await withChannel(url, async (channel) => {
        await channel.assertQueue(queue)
        channel.sendToQueue(queue, Buffer.from('first'), { persistent: true })
        await channel.waitForConfirms()
      })
      await service.kill()
      await service.restart()
      const kept = await withChannel(url, (channel) => channel.get(queue))
      expect(kept).toMatchObject({ content: Buffer.from('first') })

      await expect(connect(url.replace(/:[^:@]*@/, ':guess@'))).rejects.toThrow('ACCESS_REFUSED')
    })
  })

type Address = Parameters<SystemContext['runtime']['reach']>[0]

const urlOf = ({ runtime }: SystemContext, address: Address) => preset.url(runtime.reach(address))

type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createConfirmChannel']>>

async function withChannel<T>(url: string, use: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(url)
  try {
    return await use(await connection.createConfirmChannel())
  } finally {
    await connection.close()
  }
}
