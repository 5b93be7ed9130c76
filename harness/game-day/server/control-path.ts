import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'

/** Of the socket in a run's folder. */
const NAME = 'control.sock'
/** A socket's path holds so many bytes (`sun_path`, unix(7)), the last one of them 0; macOS has four less. */
const PATH_MAX = 103

/** The path of the control socket of a run's folder, however long that one's is, while something is done with it. */
export async function withControlPath<T>(dir: string, act: (path: string) => Promise<T>): Promise<T> {
  const path = join(dir, NAME)
  if (Buffer.byteLength(path) <= PATH_MAX || process.platform !== 'linux') return act(path)
  // A folder that is open has a short name, too.
  const folder = openSync(dir, 'r')
  try {
    return await act(`/proc/self/fd/${folder}/${NAME}`)
  } finally {
    closeSync(folder)
  }
}
