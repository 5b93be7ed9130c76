import { constants } from 'node:fs'
import { type FileHandle, open, statfs } from 'node:fs/promises'
import { HarnessError, messageOf } from '../../errors.ts'
import type { OwnDisk } from '../runtime.ts'

/** `TMPFS_MAGIC` of linux/magic.h. */
const TMPFS = 0x01021994

/** `O_TMPFILE` of asm-generic/fcntl.h: a file without a name, which the kernel frees as soon as nobody has it open. */
const UNNAMED = 0o20000000 | constants.O_DIRECTORY

const CHUNK = Buffer.alloc(1_024 * 1_024)

/** Fills the disk of a service by a file without a name. Whatever becomes of the harness, nothing of it stays. */
export class DiskFiller {
  readonly #file: FileHandle
  #size = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /**
   * @param pid of the service, as this machine counts it
   * @throws HarnessError for what is not the disk that the run has mounted
   */
  static async open(pid: number, { folder, bytes }: OwnDisk): Promise<DiskFiller> {
    const path = `/proc/${pid}/root${folder}`
    const file = await open(path, UNNAMED | constants.O_RDWR, 0o600).catch((error: unknown) => {
      throw new HarnessError(`the disk at ${folder} cannot be filled: ${messageOf(error)}`)
    })
    const filler = new DiskFiller(file)
    const { type, blocks, bsize } = await filler.#statfs()
    if (type === TMPFS && blocks * bsize === bytes) return filler
    await file.close()
    throw new HarnessError(
      `${folder} of process ${pid} is not the disk of ${bytes} bytes that the run mounted`,
    )
  }

  /** Bytes that are free, as the kernel tells of the file system; also when the service has ended. */
  async free(): Promise<number> {
    const { bavail, bsize } = await this.#statfs()
    return bavail * bsize
  }

  /** Takes all that is free but so many bytes. @throws HarnessError where fewer are free */
  async fill(roomBytes: number): Promise<void> {
    const free = await this.free()
    if (free < roomBytes)
      throw new HarnessError(`${roomBytes} bytes cannot be left: the service has left ${free} already`)
    for (let take = free - roomBytes; take > 0; take = (await this.free()) - roomBytes)
      if (!(await this.#append(Math.min(take, CHUNK.length)))) return
  }

  /** Frees what was taken. */
  async close(): Promise<void> {
    await this.#file.close()
  }

  #statfs() {
    return statfs(`/proc/self/fd/${this.#file.fd}`)
  }

  /** False where nothing is left. */
  async #append(bytes: number): Promise<boolean> {
    try {
      const { bytesWritten } = await this.#file.write(CHUNK, 0, bytes, this.#size)
      this.#size += bytesWritten
      return bytesWritten > 0
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
      throw error
    }
  }
}
