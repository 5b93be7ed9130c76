import { expect, test } from 'vitest'
import { deployPipeline } from './deploy-pipeline.ts'

test('a pipeline has one job worker or two, and a second one only of ours', () => {
  const reports = { started: /./, succeeded: /./, failed: /./ }
  const orchestrator = { command: ['worker'], env: { URL: '{proxy.url}' }, reports }
  expect(() => deployPipeline({ orchestrators: 3 as 2 })).toThrow(/orchestrators: 3 .*: give it 1 or 2/)
  expect(() => deployPipeline({ orchestrators: 2, orchestrator })).toThrow(/leave out one of the two/)
  expect(() => deployPipeline({ orchestrators: 2 })).not.toThrow()
})
