import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of this name in a run's folder stops the run: for people who have nothing but a file system. */
const NAME = 'STOP'

/** Characters of what is written in it that are shown. */
const TEXT_MAX = 200

export const stopPath = (runDir: string): string => join(runDir, NAME)

/** Why a run is to be stopped; undefined: it is not. What is written in the file is who did it, or why. */
export function stopText(runDir: string): string | undefined {
  try {
    const [line = ''] = readFileSync(stopPath(runDir), 'utf8').trim().slice(0, TEXT_MAX).split('\n')
    return `stopped by the kill switch${line === '' ? `, a file ${NAME} in the folder of the run` : `: ${line}`}`
  } catch (error) {
    // A folder of that name is meant as well.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return `stopped by the kill switch, ${NAME} in the folder of the run`
  }
}
