import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { containersMissing } from '../fixtures/containers-missing.ts'
import { opener, openTest } from '../fixtures/open-runtime.ts'
import { fixture } from '../fixtures/programs.ts'
import { childrenOf } from '../proc.ts'
import { servicePid, socketsByExec } from './inside.ts'

const { skip, why } = await containersMissing()

it.skipIf(skip)(`a shell in the container sees the same sockets as a look from outside${why}`, async () => {
  await using test = await openTest(opener('containers'))
  const service = await test.run('close-wait')
  const inside = await socketsByExec('close-wait', true, (argv) => service.exec(argv))
  const outside = await service.sockets()
  expect(inside).toEqual(outside)
  expect(inside.states).toMatchObject({ LISTEN: 1 })
  expect(inside.descriptors).toBeGreaterThan(3)
})

it.skipIf(skip)(`a service that its init has not yet started is waited for${why}`, async () => {
  await using test = await openTest(opener('containers'))
  const init = `process.once('SIGUSR2', () => require('node:child_process').spawn('sleep', ['60']))
    setInterval(() => console.log('listening'), 100)`
  const { image } = await fixture('server')
  const program = { image, containerArgv: ['node', '-e', init], processArgv: async () => [] }
  const { pid } = (await test.run('server', { program, ports: {} })).started
  const id = /[0-9a-f]{64}/.exec(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))![0]
  const asked = servicePid(pid, id, true)
  expect(await childrenOf(pid)).toEqual([])
  process.kill(pid, 'SIGUSR2')
  expect([await asked]).toEqual(await childrenOf(pid))
  expect(await servicePid(process.pid, id, true)).toBeUndefined()
})
