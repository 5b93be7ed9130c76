import { once } from 'node:events'
import { exit } from './exit.ts'
import { createProgram } from './program.ts'

const code = await exit(() => createProgram().parseAsync(process.argv))
// What was printed must arrive before the process ends, also through a pipe.
for (const stream of [process.stdout, process.stderr])
  if (stream.writableNeedDrain) await once(stream, 'drain')
process.exit(code)
