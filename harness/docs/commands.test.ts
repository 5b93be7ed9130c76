import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { commandsOf, gamedayArguments, npmScript } from './testing/commands.ts'
import { notRun } from './testing/not-run.ts'
import { blocks, documented, readPage, runWithThePackage } from './testing/pages.ts'
import { problemWith } from './testing/problem.ts'

test('pages show commands', () => {
  expect(documented.length).toBeGreaterThan(60)
  expect(blocks.length).toBeGreaterThan(25)
})

test('every option, command and scenario that a page names exists', () => {
  const wrong = documented.flatMap(({ page, line, block }) => {
    const argv = gamedayArguments(line)
    const problem = argv && problemWith(argv, block)
    return problem ? [`${page}: ${line}: ${problem}`] : []
  })
  expect(wrong).toEqual([])
})

test('every script of npm that a page names exists', () => {
  const scripts = documented.flatMap(({ line }) => npmScript(line) ?? [])
  expect(scripts).toContain('bench')
  expect(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([])
})

test('what is not run is in a page', () => {
  expect(Object.keys(notRun).filter((line) => !blocks.includes(line))).toEqual([])
})

test('the page that is run with the package is read there', () => {
  expect(readPage('harness/packed.slow.test.ts')).toContain(`../${runWithThePackage}`)
})

test.each([
  ['gameday run --brokne', "error: unknown option '--brokne'\n(Did you mean --broken?)"],
  ['gameday lst', 'no scenario lst'],
  ["gameday run 'relay/rts'", 'no scenario relay/rts'],
  ['npm run gameday -- run --hosts many', expect.stringContaining('Give a whole number')],
  ['npx gameday run --runtime docker', expect.stringContaining('Allowed choices')],
  ['gameday compare baseline', "error: missing required argument 'run'"],
  ['gameday doctor now', expect.stringContaining('too many arguments')],
])('a mistake in a page is noticed: %s', (line, problem) => {
  expect(problemWith(gamedayArguments(line)!, true)).toEqual(problem)
})

test('a mention may leave arguments out, and a synopsis has brackets', () => {
  expect(problemWith(gamedayArguments('gameday compare')!, false)).toBeUndefined()
  expect(gamedayArguments('npx gameday toxiproxy [--port 8474] …')).toEqual(['toxiproxy', '--port', '8474'])
})

test('commands are found in blocks, in text and in indented code', () => {
  const page =
    'Run `gameday list`, not `gameday.config.ts`.\n\n    npx gameday doctor\n\n```sh\nmkdir a  # first\n```\n'
  expect(commandsOf('a.md', page)).toEqual([
    { page: 'a.md', line: 'gameday list', block: false },
    { page: 'a.md', line: 'npx gameday doctor', block: false },
    { page: 'a.md', line: 'mkdir a', block: true },
  ])
})
