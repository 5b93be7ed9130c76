/**
 * Loaded into each program that start.mjs starts: ends it when start.mjs is gone, however it went. A pipe between the two closes then.
 * What a run has started is removed by its reaper.
 */
import { Socket } from 'node:net'

const descriptor = Number(process.env.GAMEDAY_LAUNCHER)
// Whatever is started from here is not start.mjs's to follow.
delete process.env.GAMEDAY_LAUNCHER
if (descriptor > 2) {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false })
  pipe.on('error', () => {})
  // 129: as after a hang-up. What buffers, such as journals, is written at an exit.
  pipe.on('close', () => process.exit(129))
  pipe.resume().unref()
}
