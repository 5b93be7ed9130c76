import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Driver, Ending, Incarnation } from './driver.ts'
import type { ServiceSpec } from './runtime.ts'
import { ServiceSet } from './service-set.ts'

let logDir: string
beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'gameday-service-'))
  onTestFinished(() => rmSync(logDir, { recursive: true, force: true }))
})

const spec: ServiceSpec = {
  name: 'relay-1',
  program: { image: '', containerArgv: [], processArgv: async () => [] },
  ports: {},
  ready: { by: 'log', pattern: /ready/, timeoutMs: 1_000 },
}

/** Programs that live until they are killed; `held` launches wait until they are let go. */
function bench() {
  const alive = new Set<number>()
  const gate = { open: Promise.resolve() }
  let pids = 0
  let dies = (_: Ending) => {}
  let loses = (_: Error) => {}
  const driver: Driver = {
    holdMs: 0,
    reach: (address) => address,
    launch: async (_env, output): Promise<Incarnation> => {
      await gate.open
      const pid = ++pids
      alive.add(pid)
      const ended = new Promise<Ending>((resolve, reject) => {
        loses = reject
        dies = (ending) => {
          alive.delete(pid)
          resolve(ending)
        }
      })
      setImmediate(() => output('stdout', 'ready\n'))
      return {
        pid,
        spawnedAt: 1,
        ended,
        signal: async () => {
          dies({ code: 137, signal: 'SIGKILL', at: 2, uncertaintyNs: 0 })
          return { at: 2, uncertaintyNs: 0 }
        },
      } as Partial<Incarnation> as Incarnation
    },
    discard: async () => dies({ code: 137, signal: 'SIGKILL', at: 3, uncertaintyNs: 0 }),
  }
  return { driver, alive, gate, launched: () => pids, lose: (error: Error) => loses(error) }
}

const journal = { append: () => {} }

test('a service that was taken down does not start again', async () => {
  const { driver, alive, launched } = bench()
  const services = new ServiceSet({ runId: 'r', logDir, journal })
  const service = await services.start(spec, driver)
  await services.dispose()
  await expect(service.restart()).rejects.toThrow(
    'relay-1 cannot be started: its execution is over, and it has been taken down',
  )
  expect({ alive: alive.size, launched: launched() }).toEqual({ alive: 0, launched: 1 })
})

test('a start that is under way while the service is taken down is stopped, and says why', async () => {
  const { driver, alive, gate } = bench()
  const services = new ServiceSet({ runId: 'r', logDir, journal })
  const service = await services.start(spec, driver)
  await service.kill()
  const held = Promise.withResolvers<void>()
  gate.open = held.promise
  const starting = service.restart()
  const refused = expect(starting).rejects.toThrow('relay-1')
  const gone = services.dispose()
  held.resolve()
  await gone
  await refused
  expect(alive.size).toBe(0)
})

test('a service whose engine goes away is told of once, also when nobody waits for its end', async () => {
  const { driver, lose } = bench()
  const told: unknown[] = []
  const trouble = (error: unknown) => told.push(error)
  const services = new ServiceSet({ runId: 'test', logDir, journal, trouble })
  const service = await services.start(spec, driver)
  const gone = new Error('Docker engine stopped answering')
  lose(gone)
  await expect(service.exited).rejects.toThrow(gone)
  expect(told).toEqual([gone])
  expect(service.running).toBe(false)
  await services.dispose()
  expect(told).toHaveLength(1)
})
