import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { within } from './deadline.ts'

const never = new Promise<never>(() => {})

test('settles as the promise does', async () => {
  expect(await within(Promise.resolve(1), 1_000)).toBe(1)
  await expect(within(Promise.reject(new Error('refused')), 1_000)).rejects.toThrow('refused')
})

test('rejects after the limit', async () => {
  await expect(within(never, 5)).rejects.toThrow('no answer before the deadline')
})

test('an answer that waits in the socket of a busy process counts', async () => {
  const server = createServer()
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  const far = await accepted
  const answer = within(new Promise((resolve) => socket.once('data', (data) => resolve(String(data)))), 50)
  far.end('answer')
  const busyUntil = performance.now() + 100
  while (performance.now() < busyUntil);
  expect(await answer).toBe('answer')
})
