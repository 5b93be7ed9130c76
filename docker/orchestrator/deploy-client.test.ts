import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../relay/listen.ts'
import { DeployClient } from './deploy-client.ts'

const order = { id: 'd1', changeSet: 'c1', vms: ['vm-1'], attempt: 1 }

/** A deploy service whose answer comes after so long. */
async function service(answersAfterMs: number): Promise<string> {
  const server = createServer((_, response) => setTimeout(() => response.end('{}'), answersAfterMs))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
}

it('waits as long as it takes', async () => {
  expect(await new DeployClient(await service(100)).start(order)).toEqual({ status: 200, body: '{}' })
})

it('with a deadline of its own gives a call up that takes longer', async () => {
  const client = new DeployClient(await service(60_000), 20)
  await expect(client.start(order)).rejects.toThrow('aborted')
  await expect(client.state('d1')).rejects.toThrow('aborted')
})
