import { once } from 'node:events'
import { isPackage } from '../../docker/paths.ts'
import { askNoProxy } from '../setup/proxies.mjs'
import { exit, exitCodes } from './exit.ts'
import { watchOutput } from './output.ts'
import { createProgram } from './program.ts'

// Images may have to be fetched.
if (process.argv[2] !== 'images') askNoProxy()
let ended = false
// A file of the user may end the process when nothing of what was asked for has been done.
process.on('exit', () => {
  if (ended || (process.exitCode ?? exitCodes.passed) !== exitCodes.passed) return
  process.stderr.write('gameday: the process was ended before gameday was through: nothing is proven\n')
  process.exitCode = exitCodes.inconclusive
})
const outputTrouble = watchOutput()
// In the user's own project a word alone runs the scenarios that are there.
const argv = process.argv.length > 2 || isPackage ? process.argv : [...process.argv, 'tour']
const code = await exit(() => createProgram().parseAsync(argv))
// What was printed must arrive before the process ends, also through a pipe.
for (const stream of [process.stdout, process.stderr])
  if (stream.writableNeedDrain && !stream.errored && !stream.destroyed)
    await once(stream, 'drain').catch(() => {})
const trouble = outputTrouble()
if (trouble !== undefined) process.stderr.write(`gameday: ${trouble}\n`)
ended = true
process.exit(trouble !== undefined && code === exitCodes.passed ? exitCodes.inconclusive : code)
