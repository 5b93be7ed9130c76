import { headlineText } from '../headline/headline.ts'
import { aboutRun } from '../headline/tested.ts'
import { outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { attemptSentences, limitText, observedText, runName } from '../words.ts'

/** `junit.xml`: a suite per scenario, a case per variant, runtime and repetition. A detected broken variant is a success. */
export function junitXml(results: Results): string {
  const suites = [...Map.groupBy(results.scenarios, ({ id }) => id)]
  const total = tally(results.scenarios)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gameday" ${total}>`,
    ...suites.flatMap(([id, own]) => suite(id, own, results)),
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(id: string, own: readonly ScenarioResult[], results: Results): string[] {
  const { run, scenarios } = results
  return [
    `  <testsuite name="${xml(id)}" timestamp="${xml(run.startedAt)}" ${tally(own)}>`,
    ...properties({
      headline: headlineText({ ...results, scenarios: own }),
      'run headline': headlineText(results),
      tested: aboutRun(results).join(' · '),
    }),
    ...own.flatMap((result) => testcase(result, runName(result, scenarios))),
    '  </testsuite>',
  ]
}

function properties(values: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(values).map(
    ([name, value]) => `      <property name="${xml(name)}" value="${xml(value)}"/>`,
  )
  return ['    <properties>', ...lines, '    </properties>']
}

function tally(own: readonly ScenarioResult[]): string {
  const count = (...wanted: string[]) => own.filter((result) => wanted.includes(outcomeOf(result))).length
  const seconds = own.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000
  return `tests="${own.length}" failures="${count('failed', 'missed')}" errors="${count('inconclusive', 'stopped')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}"`
}

function testcase(result: ScenarioResult, name: string): string[] {
  const time = (result.durationMs / 1_000).toFixed(3)
  return [
    `    <testcase classname="${xml(result.id)}" name="${xml(name)}" time="${time}">`,
    ...verdictElement(result).map((line) => `      ${line}`),
    `      <system-out>${xml(systemOut(result))}</system-out>`,
    '    </testcase>',
  ]
}

function verdictElement(result: ScenarioResult): string[] {
  const outcome = outcomeOf(result)
  const message = xml(result.reason ?? outcome)
  switch (outcome) {
    case 'failed':
    case 'missed':
      return [`<failure type="${outcome}" message="${message}">${xml(checkLines(result))}</failure>`]
    case 'stopped':
      return [`<error type="stopped" message="${message}"/>`]
    case 'inconclusive':
      return [
        `<error type="${result.altered === undefined ? 'inconclusive' : 'altered'}" message="${message}"/>`,
      ]
    case 'skipped':
      return [`<skipped message="${message}"/>`]
    default:
      return []
  }
}

function systemOut(result: ScenarioResult): string {
  return [
    result.hypothesis,
    `verdict: ${outcomeOf(result)}`,
    result.reason,
    ...attemptSentences(result.earlierAttempts),
    checkLines(result),
  ]
    .filter(Boolean)
    .join('\n')
}

function checkLines({ checks }: ScenarioResult): string {
  return checks
    .map(
      (check) =>
        `${check.verdict}: ${check.name}: ${observedText(check)}, limit ${limitText(check)} (${check.limitText})`,
    )
    .join('\n')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text for XML 1.0; characters that XML cannot hold become U+FFFD. */
export function xml(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[&<>"']/g, (character) => entities[character]!)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  )
}
