import { connect } from 'node:net'
import { HarnessError, messageOf } from '../errors.ts'
import type { Command, Reply } from './protocol.ts'
import { withControlPath } from './server/control-path.ts'

/** Longest wait for an answer. An injection waits for its fault for 5 s, healing for as long as a service takes to start, the end for the report. */
const ANSWER_MS = 600_000

/**
 * Sends a command to the game-day whose run has this folder, and waits for its answer.
 * @throws HarnessError where nobody answers
 */
export function ask(dir: string, command: Command): Promise<Reply> {
  return withControlPath(
    dir,
    (path) =>
      new Promise<Reply>((resolve, reject) => {
        const fail = (why: string) =>
          reject(new HarnessError(`the game-day in ${dir} does not answer: ${why}`))
        const socket = connect(path)
        socket.setTimeout(ANSWER_MS, () =>
          socket.destroy(new Error(`no answer within ${ANSWER_MS / 1_000} s`)),
        )
        let text = ''
        socket.on('connect', () => socket.write(`${JSON.stringify({ type: 'command', id: 1, command })}\n`))
        socket.on('data', (chunk) => {
          text += chunk
          if (!text.includes('\n')) return
          socket.destroy()
          resolve(JSON.parse(text) as Reply)
        })
        socket.on('error', (error) => fail(messageOf(error)))
        socket.on('close', () => fail('it ended'))
      }),
  )
}
