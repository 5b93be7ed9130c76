import { afterEach, expect, it } from 'vitest'
import { noteEngines } from '../engines-of-run.ts'
import { forgetRun } from '../runs.ts'
import { isNothing, nothing, sweep, union } from './sweep.ts'

const runId = `sweep-${process.pid}`
afterEach(() => forgetRun(runId))

it('tells of a node that does not answer: what it has is not known', async () => {
  noteEngines(runId, ['/nonexistent/node-2.sock'])
  const swept = await sweep(runId)
  expect([...swept.unreachable]).toEqual(['/nonexistent/node-2.sock'])
  expect(isNothing(swept)).toBe(false)
  expect(union(nothing, swept)).toEqual(swept)
})
