import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Tail } from './tail.ts'

const folder = mkdtempSync(join(tmpdir(), 'gameday-tail-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('gives whole lines as they are appended, characters cut in two included', () => {
  const path = join(folder, 'journal.ndjson')
  const tail = new Tail(path)
  expect(tail.read()).toEqual([])
  const text = Buffer.from('ärger\nzwei')
  appendFileSync(path, text.subarray(0, 1))
  expect(tail.read()).toEqual([])
  appendFileSync(path, text.subarray(1))
  expect(tail.read()).toEqual(['ärger'])
  appendFileSync(path, '\n\ndrei\n')
  expect(tail.read()).toEqual(['zwei', '', 'drei'])
  expect(tail.read()).toEqual([])
})
