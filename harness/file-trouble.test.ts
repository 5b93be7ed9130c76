import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from './errors.ts'
import { cannotWrite, isFileTrouble, makeFolder, makeWritableFolder } from './file-trouble.ts'
import { writeAtomic } from './report/files.ts'
import { makeRunFolder } from './scenario/run-folder.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gameday-test-'))
  writeFileSync(join(dir, 'file'), 'a stranger')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('says path and cause', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(cannotWrite('/a/b', full)).toBe('/a/b cannot be written: no space is left on its disk (ENOSPC)')
  expect(cannotWrite('/a/b', new Error('odd'))).toBe('/a/b cannot be written: odd')
  expect([isFileTrouble(full), isFileTrouble(new TypeError('x')), isFileTrouble(undefined)]).toEqual([
    true,
    false,
    false,
  ])
})

test('makes a folder with those above it, also where it is there already', () => {
  makeFolder(join(dir, 'a/b/c'))
  makeFolder(join(dir, 'a/b/c'))
  symlinkSync(join(dir, 'a'), join(dir, 'link'))
  makeFolder(join(dir, 'link/d'))
  expect(readdirSync(join(dir, 'a')).sort()).toEqual(['b', 'd'])
})

const taken = () => join(dir, 'file')
test.each([
  ['a file in its place', taken, /file cannot be written: a file is in its place/],
  [
    'a file above it',
    () => join(taken(), 'run'),
    /run cannot be written: .*(is a file|is a part of it)|ENOTDIR/,
  ],
  ['a folder of the kernel', () => '/proc/run', /\/proc\/run cannot be written: /],
  ['a name that is too long', () => join(dir, 'x'.repeat(300)), /its name is too long/],
])('the folder of a run: %s is the trouble of the user', (_, path, message) => {
  expect(() => makeRunFolder(path(), 1)).toThrow(UsageError)
  expect(() => makeRunFolder(path(), 1)).toThrow(message)
})

test('the folder of a run: too little room is said before anything starts', () => {
  const executions = 1e9
  expect(() => makeRunFolder(join(dir, 'run'), executions)).toThrow(
    /its disk has [\d.]+ MiB free, a small run takes/,
  )
})

test('the folder of a run: one that can be written is left empty', () => {
  makeRunFolder(join(dir, 'run'), 1)
  expect(readdirSync(join(dir, 'run'))).toEqual([])
  writeFileSync(join(dir, 'run/run.json'), '{}')
  expect(() => makeRunFolder(join(dir, 'run'), 1)).toThrow(/already holds a run/)
})

test('a file that cannot be put in its place leaves no temporary file', () => {
  mkdirSync(join(dir, 'taken'))
  writeFileSync(join(dir, 'taken/inside'), '')
  expect(() => writeAtomic(join(dir, 'taken'), 'text')).toThrow(
    /taken cannot be written: a folder is in its place/,
  )
  expect(readdirSync(dir).sort()).toEqual(['file', 'taken'])
})

test('a folder in which this user may not write is told', () => {
  makeWritableFolder(join(dir, 'mine'))
  // Root may write everywhere but where the kernel itself says no.
  expect(() => makeWritableFolder(process.getuid?.() === 0 ? '/proc/self/attr/x' : '/etc')).toThrow(
    UsageError,
  )
})
