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
  for (const piece of smallPieces(pieces)) {
    const first = piece.indexOf(NEWLINE)
    if (first === -1) {
      begun.add(piece)
      continue
    }
    yield { text: begun.endWith(piece.subarray(0, first)), whole: true }
    const last = piece.lastIndexOf(NEWLINE)
    // Decoded together: a call for each line takes longer.
    const texts = last > first ? piece.toString('utf8', first + 1, last).split('\n') : []
    for (const text of texts) yield { text, whole: true }
    if (last + 1 < piece.length) begun.add(piece.subarray(last + 1))
  }
  if (begun.bytes > 0) yield { text: begun.endWith(Buffer.alloc(0)), whole: false }
}

/** No text may be as long as a whole journal can be. */
function* smallPieces(pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces)
    for (let start = 0; start < piece.length; start += PIECE_BYTES)
      yield piece.subarray(start, start + PIECE_BYTES)
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
  endWith(rest: Buffer): string {
    const fits = this.bytes + rest.length <= LINE_BYTES_MAX
    const text = fits ? Buffer.concat([...this.#parts, rest]).toString('utf8') : ''
    this.bytes = 0
    this.#parts = []
    return text
  }
}
