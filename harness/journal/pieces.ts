import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The bytes of a journal in pieces, from its beginning each time it is called. A piece is good until the next one is asked for. */
export type Pieces = () => Iterable<Buffer>

/** Large enough that a call for each costs nothing, small beside the events of a journal. */
const PIECE_BYTES = 1024 * 1024

/** A longer line is none of ours: the longest, a read of a directory of 20,000 hosts, takes about 1 MB. */
const LINE_BYTES_MAX = 64 * 1024 * 1024

const NEWLINE = 10

/**
 * A file piece by piece, so that it never lies in memory as a whole, however large it is.
 * @throws the file system's own errors
 */
export function piecesOf(path: string, size = PIECE_BYTES): Pieces {
  return function* () {
    const file = openSync(path, 'r')
    try {
      const piece = Buffer.allocUnsafe(size)
      for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
        yield piece.subarray(0, read)
    } finally {
      closeSync(file)
    }
  }
}

export interface Line {
  /** Without its newline; empty for one that is longer than any line of a journal. */
  readonly text: string
  /** false for a last line that lacks its newline. */
  readonly whole: boolean
}

/** Line by line. */
export function* linesOf(pieces: Iterable<Buffer>): Generator<Line> {
  const begun = new BegunLine()
  for (const piece of pieces) {
    let start = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      yield { text: begun.endWith(piece, start, end), whole: true }
      start = end + 1
    }
    if (start < piece.length) begun.add(piece.subarray(start))
  }
  if (begun.bytes > 0) yield { text: begun.endWith(Buffer.alloc(0), 0, 0), whole: false }
}

/** The first line of a journal, where it is whole. @throws the file system's own errors */
export function firstLineOf(path: string): string | undefined {
  for (const { text, whole } of linesOf(piecesOf(path)())) return whole ? text : undefined
  return undefined
}

/** The last line of a journal, where it is whole and no longer than a piece. @throws the file system's own errors */
export function lastLineOf(path: string): string | undefined {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, PIECE_BYTES))
    readSync(file, end, 0, end.length, size - end.length)
    const lines = end.toString('utf8').split('\n')
    return lines.pop() === '' && (lines.length > 1 || size === end.length) ? lines.pop() : undefined
  } finally {
    closeSync(file)
  }
}

/** A line of which only the beginning has come. */
class BegunLine {
  bytes = 0
  #parts: Buffer[] = []

  add(part: Buffer): void {
    this.bytes += part.length
    // The piece that it lies in is about to be filled again.
    if (this.bytes <= LINE_BYTES_MAX) this.#parts.push(Buffer.from(part))
    else this.#parts = []
  }

  /** The whole text; after that nothing is begun. */
  endWith(piece: Buffer, start: number, end: number): string {
    if (this.bytes === 0 && end - start <= LINE_BYTES_MAX) return piece.toString('utf8', start, end)
    const fits = this.bytes + end - start <= LINE_BYTES_MAX
    const text = fits ? Buffer.concat([...this.#parts, piece.subarray(start, end)]).toString('utf8') : ''
    this.bytes = 0
    this.#parts = []
    return text
  }
}
