import { expect, test } from 'vitest'
import { noAnswerReason } from './engine.ts'

const refused = (code: string) => Object.assign(new Error(`connect ${code} /run/docker.sock`), { code })

test('an engine that this user may not use is told from one that does not answer', () => {
  expect(noAnswerReason('/run/docker.sock', refused('EACCES'))).toBe(
    'this user may not use the Docker engine at /run/docker.sock (EACCES): its group may, which is docker as a rule',
  )
  expect(noAnswerReason('/run/docker.sock', refused('ECONNREFUSED'))).toBe(
    'no Docker engine answers at /run/docker.sock (connect ECONNREFUSED /run/docker.sock)',
  )
})
