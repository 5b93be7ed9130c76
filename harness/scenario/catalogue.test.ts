import { describe, expect, test } from 'vitest'
import { loadCatalogue, selectScenarios, shardOf } from './catalogue.ts'
import { executionsOf } from './executions.ts'
import type { Setting } from './setting.ts'

const scenarios = await loadCatalogue()

describe('the catalogue', () => {
  test('every scenario says what it believes, where it comes from, and has broken variants', () => {
    expect(scenarios.length).toBeGreaterThan(0)
    for (const { id, meta } of scenarios) {
      expect(meta.hypothesis, id).toMatch(/\.$/)
      expect(meta.source, id).not.toBe('')
      for (const [variant, { failsOn }] of Object.entries(meta.broken))
        expect(failsOn.length, `${id} ${variant}`).toBeGreaterThan(0)
    }
  })

  test('is selected from by id and by glob', () => {
    const ids = (...patterns: string[]) => selectScenarios(scenarios, patterns).map(({ id }) => id)
    expect(ids('relay/rst')).toEqual(['relay/rst'])
    expect(ids('relay/sigi*', 'relay/sigk*')).toEqual(['relay/sigint-drain', 'relay/sigkill-stale-directory'])
    expect(ids('small-shop')).toEqual(['small-shop/api-killed'])
    expect(ids('*shop')).toContain('shop/api-killed')
    expect(ids()).toEqual(scenarios.map(({ id }) => id))
  })

  test('a pattern that matches nothing is refused, also beside one that does', () => {
    expect(() => selectScenarios(scenarios, ['relay/*', 'relay/nothing'])).toThrow(
      'no scenario matches "relay/nothing"',
    )
  })
})

describe('executions', () => {
  const setting = (over: Partial<Setting>): Setting => ({
    runId: 'r',
    runDir: '/r',
    seed: 1,
    profile: 'compressed',
    runtimes: ['processes'],
    runtimeReason: '',
    repeat: 1,
    variants: 'all',
    environment: {},
    ...over,
  })
  const rst = scenarios.find(({ id }) => id === 'relay/rst')!
  const names = (over: Partial<Setting>) =>
    executionsOf(rst, setting(over)).map(
      ({ variant, runtime, repetition }) => `${variant} ${runtime} ${repetition}`,
    )

  test('the current version first, then every broken variant', () => {
    const broken = Object.keys(rst.meta.broken).map((variant) => `${variant} processes 1`)
    expect(names({})).toEqual(['current processes 1', ...broken])
    expect(names({ variants: 'current' })).toEqual(['current processes 1'])
    expect(names({ variants: 'broken' })).toEqual(broken)
  })

  test('for every runtime and repetition', () => {
    expect(names({ variants: 'current', runtimes: ['processes', 'containers'], repeat: 2 })).toEqual([
      'current processes 1',
      'current processes 2',
      'current containers 1',
      'current containers 2',
    ])
  })

  test('none of a scenario that was not selected', () => {
    expect(names({ select: ['relay/sigint-drain'] })).toEqual([])
  })
})

describe('a shard', () => {
  test('has every n-th scenario, and all shards have all of them once', () => {
    const shards = [1, 2, 3].map((index) => shardOf(scenarios, { index, count: 3 }))
    expect(
      shards
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(scenarios.map(({ id }) => id))
  })

  test('that would be empty is refused', () => {
    const count = scenarios.length + 1
    expect(() => shardOf(scenarios, { index: count, count })).toThrow(`shard ${count}/${count} is empty`)
  })
})
