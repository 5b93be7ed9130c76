import { once } from 'node:events'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { askNoProxy } from '../setup/proxies.mjs'
import { exit } from './exit.ts'
import { createProgram } from './program.ts'

askNoProxy()
// Whoever reads the output may leave before its end, as `head` does: the run itself goes on.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
// Types are taken out of a command's files once and not at each start. Where the folder cannot be written, they are each time.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/gameday', import.meta.url)))
const code = await exit(() => createProgram().parseAsync(process.argv))
// What was printed must arrive before the process ends, also through a pipe.
for (const stream of [process.stdout, process.stderr])
  if (stream.writableNeedDrain && !stream.destroyed) await once(stream, 'drain')
process.exit(code)
