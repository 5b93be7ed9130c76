import { expect, test } from 'vitest'
import { HarnessError } from '../errors.ts'
import { startedServices } from './fixtures/started.ts'

test('a service that says it is ready and does not listen is told where it should, and what to write', async () => {
  const elsewhere = `require('node:net').createServer().listen(0, '127.0.0.1', () => console.log('listening'))`
  const api = {
    command: ['node', '-e', elsewhere],
    ready: { log: /listening/, timeout: '1s' },
  } as const
  const started = startedServices('processes', { api })
  await expect(started).rejects.toThrow(HarnessError)
  await expect(started).rejects.toThrow(
    /api said that it was ready \(a log line \/listening\/\), but after 1000 ms nothing listens at [\d.]+:\d+: have it listen at .*\{host\} and \{port\}.*port: false/,
  )
})
