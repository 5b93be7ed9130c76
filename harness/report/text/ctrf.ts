import type { CTRFReport, Test } from 'ctrf'
import { headlineText } from '../headline/headline.ts'
import { aboutRun } from '../headline/tested.ts'
import { type Outcome, outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { limitText, observedText, runName } from '../words.ts'

/** A broken variant that was detected passes; what was inconclusive or stopped is neither passed nor failed. */
const statuses: Record<Outcome, Test['status']> = {
  passed: 'passed',
  detected: 'passed',
  failed: 'failed',
  missed: 'failed',
  stopped: 'other',
  inconclusive: 'other',
  skipped: 'skipped',
}

/** `ctrf.json` (Common Test Report Format 1.0.0): a test per variant, runtime and repetition. Times in ms, moments in Unix ms. */
export function ctrfReport(results: Results): CTRFReport {
  const { run, scenarios } = results
  const tests = scenarios.map((result) => testOf(result, runName(result, scenarios)))
  const start = Date.parse(run.startedAt)
  const stop = run.finishedAt ? Date.parse(run.finishedAt) : start
  const count = (status: Test['status']) => tests.filter((test) => test.status === status).length
  return {
    reportFormat: 'CTRF',
    specVersion: '1.0.0',
    runId: run.id,
    timestamp: run.startedAt,
    generatedBy: 'gameday',
    results: {
      tool: {
        name: 'gameday',
        ...(run.environment.gameday ? { version: String(run.environment.gameday) } : {}),
      },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: new Set(scenarios.map(({ id }) => id)).size,
        start,
        stop,
        duration: stop - start,
      },
      tests,
      environment: {
        ...(run.commit ? { commit: run.commit } : {}),
        testEnvironment: `${run.runtime}, ${run.profile}`,
        extra: {
          headline: headlineText(results),
          tested: aboutRun(results).join(' · '),
          seed: run.seed,
          ...run.environment,
        },
      },
    },
  }
}

function testOf(result: ScenarioResult, name: string): Test {
  const outcome = outcomeOf(result)
  return {
    name: `${result.id}: ${name}`,
    suite: [result.id],
    status: statuses[outcome],
    rawStatus: outcome,
    duration: Math.round(result.durationMs),
    ...(result.reason ? { message: result.reason } : {}),
    ...(result.earlierAttempts && { retries: result.earlierAttempts.length }),
    filePath: result.journal,
    tags: [result.runtime, result.kind, ...(result.altered === undefined ? [] : ['altered'])],
    stdout: [
      result.hypothesis,
      ...result.checks.map(
        (check) => `${check.verdict}: ${check.name}: ${observedText(check)}, limit ${limitText(check)}`,
      ),
    ],
  }
}
