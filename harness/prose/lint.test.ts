import { expect, test } from 'vitest'
import type { Exception } from './exceptions.ts'
import { judge } from './judge.ts'
import { lint } from './lint.ts'

const found = async (text: string) =>
  (await lint('a.md', text)).map(({ line, column, rule, message }) => `${line}:${column} ${rule}: ${message}`)

test('a page in plain English has nothing against it', async () => {
  expect(await found('# Kettles\n\nA kettle boils water. It takes three minutes.\n')).toEqual([])
})

test('an old word is found where it stands, over the end of a line and in a table', async () => {
  expect(await found('It holds the system\ntime.\n\n| a |\n| --- |\n| Whatever it is |\n')).toEqual([
    '1:14 old-word: "system time": use scenario time',
    '6:3 old-word: "Whatever": use any, even if, or whether … or not',
  ])
})

test('code is not looked at, nor is a part of a word', async () => {
  expect(await found('`whatever` and preconfigured\n\n```sh\nwhatever\n```\n')).toEqual([])
})

test('a sentence may have 35 words, and no more', async () => {
  const sentence = (words: number) => `Cups ${'and cups '.repeat((words - 1) / 2)}`.trim()
  expect(await found(`${sentence(35)}.`)).toEqual([])
  expect(await found(`One. ${sentence(37)}.`)).toEqual([
    '1:6 sentence-length: a sentence of 37 words; at most 35',
  ])
})

test('a sentence that begins with code is one of its own', async () => {
  const half = `cups ${'and cups '.repeat(9)}`.trim()
  expect(await found(`These ${half}. \`cup\` ${half}. See [this](b.md) · [that](c.md) ${half}.`)).toEqual([])
})

test('long words with a short one, doubled words and wrong articles are found', async () => {
  const rules = (await lint('a.md', 'We utilize an kettle with with water.')).map(({ rule }) => rule)
  expect(rules.sort()).toEqual(['retext-indefinite-article', 'retext-repeated-words', 'retext-simplify'])
})

test('an exception takes its own finding only, and one without a finding is named', async () => {
  const findings = await lint('a.md', 'Whatever.\n\nWhatever else.\n')
  const exception = (text: string): Exception => ({
    page: 'a.md',
    rule: 'old-word',
    text,
    why: 'a quotation',
  })
  const { left, unused } = judge(findings, [exception('else'), exception('nothing like this')])
  expect(left.map(({ line }) => line)).toEqual([1])
  expect(unused.map(({ text }) => text)).toEqual(['nothing like this'])
})
