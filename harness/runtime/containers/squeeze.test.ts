import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { updates } from './squeeze.ts'

test('a container gets back what it had', () => {
  const cpu = { controller: 'cpu', quota: 0.2 } as const
  expect(updates(cpu, { CpuPeriod: 50_000, CpuQuota: 25_000 }, 0)).toEqual([
    { CpuPeriod: 100_000, CpuQuota: 20_000 },
    { CpuPeriod: 50_000, CpuQuota: 25_000 },
  ])
  expect(updates(cpu, { NanoCpus: 2e9 }, 0)).toEqual([{ NanoCpus: 2e8 }, { NanoCpus: 2e9 }])
  const memory = { controller: 'memory', room: 100 } as const
  expect(updates(memory, { Memory: 900, MemorySwap: 1_800 }, 50)).toEqual([
    { Memory: 150, MemorySwap: 150 },
    { Memory: 900, MemorySwap: 1_800 },
  ])
})

test('one without limits has none afterwards', () => {
  expect(updates({ controller: 'cpu', quota: 1 }, { CpuQuota: 0, CpuPeriod: 0 }, 0)[1]).toEqual({
    CpuPeriod: 100_000,
    CpuQuota: -1,
  })
  expect(updates({ controller: 'memory', room: 1 }, { Memory: 0, MemorySwap: 0 }, 1)[1]).toEqual({
    Memory: totalmem(),
    MemorySwap: 2 * totalmem(),
  })
})
