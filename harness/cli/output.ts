import { cannotWrite } from '../file-trouble.ts'

/**
 * Watches that what is printed arrives. An output that takes nothing more must end neither a run nor its report, and
 * `console.log` would pass over it in silence.
 * @returns why stdout took not everything; undefined where it did, or where its reader has left, as `head` does
 */
export function watchOutput(): () => string | undefined {
  let trouble: unknown
  for (const stream of [process.stdout, process.stderr]) {
    const note = (error: unknown) => {
      if (stream === process.stdout) trouble ??= error
    }
    stream.on('error', note)
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
    // A file's errors are thrown, a pipe's are events.
    stream.write = ((...args: unknown[]) => {
      try {
        return write(...args)
      } catch (error) {
        note(error)
        return true
      }
    }) as typeof stream.write
  }
  return () => {
    // Its event may come only after the end of the program.
    trouble ??= process.stdout.errored ?? undefined
    const left = (trouble as NodeJS.ErrnoException | undefined)?.code === 'EPIPE'
    return trouble === undefined || left ? undefined : cannotWrite('stdout', trouble)
  }
}
