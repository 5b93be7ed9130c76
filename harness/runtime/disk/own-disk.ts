import { mkdirSync } from 'node:fs'
import { HarnessError } from '../../errors.ts'
import { noteProcess } from '../ledger.ts'
import { killGroup, startChild } from '../processes/child.ts'
import { serviceEnvironment } from '../processes/environment.ts'
import { findProgram } from '../processes/program.ts'
import type { OwnDisk } from '../runtime.ts'
import { withDeadline } from '../wait.ts'

/** A mount takes milliseconds; the rest is for a busy machine. */
const MOUNT_MS = 10_000

const mounted = 'mounted'

/** Mount options of a disk. Any user may write, as to a folder that was made for the program. */
export const mountOptions = ({ bytes }: OwnDisk): string => `size=${bytes},mode=1777`

/** Command that mounts a disk in a mount namespace of its own, and then does something there. */
export const mountCommand = (disk: OwnDisk, then: string): readonly [string, ...string[]] => [
  findProgram('unshare'),
  ...['--mount', '--', '/bin/sh', '-c'],
  `mount -t tmpfs -o "$1" gameday "$2" && ${then}`,
  ...['sh', mountOptions(disk), disk.folder],
]

/** Program and arguments stand after the folder in which they run: a mount namespace is entered at its root. */
const script = 'cd "$1" && shift && exec "$@"'

/** A small file system in a mount namespace that one process keeps, over restarts of the service on it. It goes with that process. */
export class DiskKeeper {
  readonly #pid: number

  private constructor(pid: number) {
    this.#pid = pid
  }

  /** @throws HarnessError with the words of `mount` when it cannot be mounted */
  static async open(disk: OwnDisk, runId: string): Promise<DiskKeeper> {
    mkdirSync(disk.folder, { recursive: true })
    const ready = Promise.withResolvers<void>()
    let said = ''
    const argv = mountCommand(disk, `echo ${mounted} && exec sleep infinity`)
    const spec = { argv, env: serviceEnvironment(runId, {}), cwd: undefined, descriptorLimit: undefined }
    const child = await startChild(spec, (_, chunk) => {
      said += chunk
      if (said.includes(mounted)) ready.resolve()
    })
    noteProcess(runId, child.pid)
    const failed = (why: string) => new HarnessError(`no disk could be mounted at ${disk.folder}: ${why}`)
    child.ended.then(({ code }) => ready.reject(failed(said.trim() || `mount ended with ${code}`)))
    try {
      await withDeadline(ready.promise, MOUNT_MS, () => failed(`mount took longer than ${MOUNT_MS} ms`))
    } catch (error) {
      killGroup(child.pid)
      throw error
    }
    return new DiskKeeper(child.pid)
  }

  /** The command of a program that sees the disk. The program has the pid of the command. */
  command(argv: readonly string[], cwd = process.cwd()): readonly string[] {
    const namespace = `--mount=/proc/${this.#pid}/ns/mnt`
    return [findProgram('nsenter'), namespace, '--', '/bin/sh', '-c', script, 'sh', cwd, ...argv]
  }

  close(): void {
    killGroup(this.#pid)
  }
}
