import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerTo } from './answer.ts'
import { readRequest } from './messages.ts'

const request = (command: object) => JSON.stringify({ type: 'command', id: 1, command })

test('takes what is right', () => {
  const command = { do: 'inject', by: 'ada', fault: 'kill', target: 'api', parameters: {} }
  expect(readRequest(request(command)).command).toEqual(command)
})

test.each([
  ['{', 'that is not JSON'],
  ['null', 'message'],
  [request({ do: 'explode', by: 'x' }), 'command.do'],
  [request({ do: 'heal', by: 'x', id: '' }), 'command.id'],
  [request({ do: 'end', by: 'x', more: 1 }), 'Unrecognized key: "more"'],
  [request({ do: 'mark', by: 'x'.repeat(200), text: 'a' }), 'command.by'],
])('%s is refused', (text, words) => expect(() => readRequest(text)).toThrow(words))

test('whatever comes, there is an answer and nothing is carried out that was not asked for', async () => {
  const carried: unknown[] = []
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      const reply = await answerTo(text, 'facilitator', async (command) => String(carried.push(command)))
      return reply.type === 'reply' && !reply.ok
    }),
  )
  expect(carried).toEqual([])
})
