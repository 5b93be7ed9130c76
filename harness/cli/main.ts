import { once } from 'node:events'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { exit, exitCodes } from './exit.ts'
import { watchOutput } from './output.ts'
import { createProgram } from './program.ts'

// Types are taken out of a command's files once and not at each start. Where the folder cannot be written, they are each time.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/gameday', import.meta.url)))
// A file of the user that is being loaded may have it replaced.
const end = process.exit.bind(process)
let ended = false
// A file of the user may end the process when nothing of what was asked for has been done.
process.on('exit', (code) => {
  if (ended || code !== exitCodes.passed) return
  process.stderr.write('gameday: the process was ended before gameday was through: nothing is proven\n')
  process.exitCode = exitCodes.inconclusive
})
// An error that nobody awaits, as in a timer of a user's file, is told as any other.
process.on('uncaughtException', async (error) => {
  end(await exit(() => Promise.reject(error)))
})
const outputTrouble = watchOutput()
const code = await exit(() => createProgram().parseAsync(process.argv))
// What was printed must arrive before the process ends, also through a pipe.
for (const stream of [process.stdout, process.stderr])
  if (stream.writableNeedDrain && !stream.errored) await once(stream, 'drain').catch(() => {})
const trouble = outputTrouble()
if (trouble !== undefined) process.stderr.write(`gameday: ${trouble}\n`)
ended = true
end(trouble !== undefined && code === exitCodes.passed ? exitCodes.inconclusive : code)
