import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../relay/listen.ts'
import { freePort, Service, startNode, until } from '../relay/testing/service.ts'

const order = { id: 'd1', changeSet: 'c1', vms: ['vm-1', 'vm-2', 'vm-3'], attempt: 1 }

async function startRedis(): Promise<string> {
  const port = await freePort()
  new Service('redis', ['redis-server', '--port', String(port), '--save', ''])
  return `redis://127.0.0.1:${port}`
}

async function startVms(): Promise<string> {
  const service = startNode('vms', { TIME_SCALE: '0.01', PORT: '0' })
  return `http://127.0.0.1:${(await service.line('listening')).port}`
}

async function startDeployService(redisUrl: string, vmsUrl: string, env: Record<string, string> = {}) {
  const service = startNode('deploy-service', {
    // Its workers' timeout is 2 s then: what is not meant to meet it does not, on a slow machine either.
    TIME_SCALE: '0.1',
    PORT: '0',
    REDIS_URL: redisUrl,
    VMS_URL: vmsUrl,
    ...env,
  })
  const url = `http://127.0.0.1:${(await service.line('listening')).port}/deployments`
  return {
    service,
    post: () => fetch(url, { method: 'POST', body: JSON.stringify(order) }),
    state: async () => (await fetch(`${url}/${order.id}`)).json() as Promise<{ state: string }>,
    get: () => fetch(`${url}/${order.id}`),
  }
}

let marks = 0

/** How often each VM was given something so far: everything that is recorded before a mark of its own. */
async function given(vmsUrl: string): Promise<Record<string, number>> {
  const stop = new AbortController()
  const mark = `mark-${++marks}`
  const body = JSON.stringify({ ...order, deployment: mark })
  await fetch(`${vmsUrl}/vms/${mark}/applications`, { method: 'POST', body })
  const response = await fetch(`${vmsUrl}/events`, { signal: stop.signal })
  const reader = response.body!.getReader()
  let text = ''
  // The stream itself has no end.
  const isMark = (line: string) => line.includes('"vm":"mark-')
  while (!text.includes(`"vm":"${mark}"`)) {
    const { value, done } = await reader.read()
    if (done) throw new Error('the stream of events has ended')
    text += new TextDecoder().decode(value)
  }
  stop.abort()
  const begun = text.split('\n').filter((line) => line.includes('"begun"') && !isMark(line))
  return Object.fromEntries(
    [...Map.groupBy(begun, (line) => (JSON.parse(line) as { vm: string }).vm)].map(([vm, all]) => [
      vm,
      all.length,
    ]),
  )
}

const once = { 'vm-1': 1, 'vm-2': 1, 'vm-3': 1 }

test('whoever asks, at the same time or later, a deployment is carried out once', async () => {
  const vms = await startVms()
  const { post, get, state } = await startDeployService(await startRedis(), vms)
  expect((await get()).status).toBe(404)
  const answers = await Promise.all([post(), post()])
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    { id: 'd1', state: 'succeeded' },
    { id: 'd1', state: 'succeeded' },
  ])
  expect(await (await post()).json()).toEqual({ id: 'd1', state: 'succeeded' })
  expect(await state()).toEqual({ id: 'd1', state: 'succeeded' })
  expect(await given(vms)).toEqual(once)
})

test('state-check=none carries it out as often as it is asked to', async () => {
  const vms = await startVms()
  const { post } = await startDeployService(await startRedis(), vms, { STATE_CHECK: 'none' })
  await Promise.all([post(), post()])
  expect(await given(vms)).toEqual({ 'vm-1': 2, 'vm-2': 2, 'vm-3': 2 })
})

test('killed half-way, it goes on with the VMs that lack the change set', async () => {
  const [redis, vms] = [await startRedis(), await startVms()]
  const first = await startDeployService(redis, vms)
  const cut = first.post().catch((error: Error) => error)
  await until('the first batch is under way', async () =>
    first.service.lines.some(({ msg }) => msg === 'rollout begun'),
  )
  await until('two VMs were given it', async () => Object.keys(await given(vms)).length >= 2)
  first.service.signal('SIGKILL')
  expect(await cut).toBeInstanceOf(Error)
  const second = await startDeployService(redis, vms)
  expect(await second.state()).toEqual({ id: 'd1', state: 'interrupted' })
  expect(await (await second.post()).json()).toEqual({ id: 'd1', state: 'succeeded' })
  expect(await given(vms)).toEqual(once)
})

test('a worker beyond its timeout is killed: no answer, an interrupted rollout, and the next request is served', async () => {
  const silent = createServer(() => {})
  onTestFinished(() => {
    silent.close()
    silent.closeAllConnections()
  })
  const vms = `http://127.0.0.1:${await listen(silent, '127.0.0.1', 0)}`
  const { post, state } = await startDeployService(await startRedis(), vms, { WORKERS: '1' })
  await expect(post()).rejects.toThrow('fetch failed')
  expect(await state()).toEqual({ id: 'd1', state: 'interrupted' })
})
