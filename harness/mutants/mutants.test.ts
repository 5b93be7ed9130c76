import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../scenario/catalogue.ts'
import { filesOf, parseHeader } from './header.ts'
import { applyMutants, loadMutants, type Mutant, namesOf, root, selectMutants } from './mutants.ts'

const mutants = loadMutants()

/** Sets of which no two mutants change the same file: git applies the patches of one command on top of each other. */
function apart(all: readonly Mutant[]): Mutant[][] {
  const sets: Mutant[][] = []
  for (const mutant of all) {
    const taken = (set: Mutant[]) =>
      set.some(({ changes }) => changes.some((file) => mutant.changes.includes(file)))
    const free = sets.find((set) => !taken(set))
    if (free) free.push(mutant)
    else sets.push([mutant])
  }
  return sets
}

describe('the mutants of the reference services', () => {
  test('there are enough to speak of a score', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(45)
    expect(new Set(mutants.map(({ system }) => system))).toEqual(
      new Set(['deploy', 'log-stream', 'relay', 'webhook']),
    )
  })

  // A git for each takes ten times as long.
  test.each(apart(mutants).map((set) => [namesOf(set), set] as const))('%s: apply', async (_, set) => {
    await applyMutants(set, root, { check: true })
  })

  test('each is in one of the sets that were applied', () => {
    const applied = apart(mutants).flatMap((set) => set.map(({ name }) => name))
    expect(applied.sort()).toEqual(mutants.map(({ name }) => name).sort())
  })

  test('they name scenarios that there are', async () => {
    const known = new Set((await loadCatalogue()).map(({ id }) => id))
    expect(mutants.flatMap(({ seenBy }) => seenBy).filter((id) => !known.has(id))).toEqual([])
  })

  // The harness reads its limits there: what it should notice would change with them.
  test('they leave alone what the harness takes from the services', () => {
    const shared = /\/(constants|wire|control)\.ts$|^(?!docker\/)/
    expect(mutants.filter(({ changes }) => changes.length === 0)).toEqual([])
    expect(mutants.flatMap(({ changes }) => changes).filter((file) => shared.test(file))).toEqual([])
  })

  test('no two are the same change', () => {
    const texts = mutants.map(({ what }) => what)
    expect(new Set(texts).size).toBe(texts.length)
  })

  test('a glob that matches nothing is a mistake', () => {
    expect(selectMutants(mutants, 'deploy/*').length).toBeGreaterThan(5)
    expect(() => selectMutants(mutants, 'nothing/*')).toThrow(/no mutant matches/)
  })
})

describe('a patch that no longer applies', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gameday-test-'))
  afterAll(() => rmSync(dir, { recursive: true }))

  test('is named with its file', async () => {
    mkdirSync(join(dir, 'docker'))
    writeFileSync(join(dir, 'docker/a.ts'), 'changed meanwhile\n')
    mkdirSync(join(dir, 'patches/system'), { recursive: true })
    const diff = '--- a/docker/a.ts\n+++ b/docker/a.ts\n@@ -1 +1 @@\n-as it was\n+as it should not be\n'
    writeFileSync(join(dir, 'patches/system/one.patch'), `what: w\nbreaks: b\nseen-by: none yet\n\n${diff}`)
    const [mutant] = loadMutants(join(dir, 'patches'))
    expect(mutant).toMatchObject({ name: 'system/one', system: 'system', changes: ['docker/a.ts'] })
    await expect(applyMutants([mutant!], dir)).rejects.toThrow(
      /system\/one no longer applies: .*docker\/a\.ts/,
    )
  })
})

describe('headers', () => {
  const diff = '--- a/docker/relay/drain.ts\n+++ b/docker/relay/drain.ts\n'
  const header =
    'what: It waits\n  for nobody.\nbreaks: "in order".\nseen-by: relay/rst, relay/scale\n  relay/latency\n'

  test('go on in indented lines and end where the diff begins', () => {
    expect(parseHeader('m', `${header}\n${diff}+what: not this\n`)).toEqual({
      what: 'It waits for nobody.',
      breaks: '"in order".',
      seenBy: ['relay/rst', 'relay/scale', 'relay/latency'],
    })
    expect(filesOf(`${header}${diff}`)).toEqual(['docker/relay/drain.ts'])
  })

  test('say in so many words that no scenario promises it', () => {
    expect(parseHeader('m', 'what: a\nbreaks: b\nseen-by: none yet\n').seenBy).toEqual([])
  })

  test('lack nothing and have nothing that nobody reads', () => {
    expect(() => parseHeader('m', 'what: a\nseen-by: relay/rst\n')).toThrow(
      'mutant m: its header has no breaks:',
    )
    expect(() => parseHeader('m', `${header}seen: relay/rst\n`)).toThrow('its header has seen:')
    expect(() => parseHeader('m', 'what: a\nbreaks: b\nseen-by:\n')).toThrow('no seen-by:')
  })
})
