import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { HarnessError, messageOf } from '../../errors.ts'
import { answerTo, type CarryOut } from './answer.ts'
import { withControlPath } from './control-path.ts'
import { MESSAGE_MAX } from './messages.ts'

/** Longest wait, at the end, for answers that are under way. */
const ANSWERS_MS = 500

/**
 * Takes commands of other terminals by a socket in the run's folder that only its owner can open: a message a line, an answer a line.
 * @param dir absolute
 */
export async function takeCommands(dir: string, carryOut: CarryOut): Promise<AsyncDisposable> {
  const open = new Set<Socket>()
  const pending = new Set<Promise<void>>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
    let taken = 0
    socket.on('data', (chunk) => {
      taken = chunk.includes(10) ? 0 : taken + chunk.length
      if (taken > MESSAGE_MAX) socket.destroy()
    })
    createInterface({ input: socket }).on('line', (line) => {
      const answering = answerTo(line, 'facilitator', carryOut).then((reply) => {
        if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`)
      })
      pending.add(answering)
      void answering.finally(() => pending.delete(answering))
    })
  })
  try {
    await withControlPath(dir, async (path) => {
      // Nobody else may open it, from its first moment on.
      const before = process.umask(0o177)
      try {
        server.listen(path)
      } finally {
        process.umask(before)
      }
      await once(server, 'listening')
    })
  } catch (error) {
    throw new HarnessError(`the socket for commands cannot be made in ${dir}: ${messageOf(error)}`)
  }
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      // What was asked last is still answered: the end of the game-day, by whoever ended it.
      await Promise.race([Promise.allSettled(pending), sleep(ANSWERS_MS, undefined, { ref: false })])
      for (const socket of open) socket.destroySoon()
      await closed
      rmSync(join(dir, 'control.sock'), { force: true })
    },
  }
}
