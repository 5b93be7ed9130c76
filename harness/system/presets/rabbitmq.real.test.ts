import { connect } from 'amqplib'
import { describe, expect, test } from 'vitest'
import type { Service } from '../../runtime/runtime.ts'
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

      await withChannel(url, (channel) => channel.assertQueue(queue))
      // A message is confirmed when it is on the disk. For a queue there is no such answer: that one is there after a stop in good order is certain.
      await service.stop()
      await service.restart()
      await withChannel(url, async (channel) => {
        channel.sendToQueue(queue, Buffer.from('first'), { persistent: true })
        await channel.waitForConfirms()
      })
      await service.kill()
      await service.restart()
      const kept = await withChannel(url, (channel) => channel.get(queue)).catch((cause: unknown) => {
        throw new Error(lastLines(service), { cause })
      })
      expect(kept, lastLines(service)).toMatchObject({ content: Buffer.from('first') })

      await expect(connect(url.replace(/:[^:@]*@/, ':guess@'))).rejects.toThrow('ACCESS_REFUSED')
    })
  })

type Address = Parameters<SystemContext['runtime']['reach']>[0]

const lastLines = (service: Service) =>
  service
    .logs()
    .slice(-200)
    .map(({ text }) => text)
    .join('\n')

const urlOf = ({ runtime }: SystemContext, address: Address) => preset.url(runtime.reach(address))

type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createConfirmChannel']>>

async function withChannel<T>(url: string, use: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(url)
  try {
    const channel = await connection.createConfirmChannel()
    // What fails rejects; the channel's own event would end the process besides.
    channel.on('error', () => {})
    return await use(channel)
  } finally {
    await connection.close()
  }
}
