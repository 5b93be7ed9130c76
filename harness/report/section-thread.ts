import { type ResourceLimits, Worker } from 'node:worker_threads'
import { codeFile } from '../../docker/paths.ts'
import { compileCacheEnvironment } from '../compile-cache.ts'
import { UsageError } from '../errors.ts'
import type { Section } from './section.ts'
import type { Answer } from './section-worker.ts'

/** A thread that answers each task that is posted to it with its section, in their order. */
export function startSectionThread(resourceLimits: ResourceLimits): Worker {
  return new Worker(codeFile('harness/report/section-worker'), {
    // Not what this process was started with, which may be meant for its own program only.
    execArgv: [],
    env: { ...process.env, ...compileCacheEnvironment() },
    resourceLimits,
  })
}

/** @throws what was thrown in the thread, as the same kind of error */
export function sectionOf(answer: Answer): Section {
  if ('section' in answer) return answer.section
  if (answer.isUsage) throw new UsageError(answer.error)
  throw Object.assign(new Error(answer.error), { stack: answer.stack })
}
