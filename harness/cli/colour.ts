import picocolors from 'picocolors'

interface Output {
  readonly isTTY?: boolean
}

/** Whether an output shows colours: a terminal that can, unless NO_COLOR is set; FORCE_COLOR, but for 0 and false, asks for them anywhere. */
export function hasColours(
  output: Output,
  { FORCE_COLOR, NO_COLOR, TERM }: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return !NO_COLOR && canRedraw(output, { TERM })
}

/** Whether lines of an output can be drawn again: only on a terminal, and not on one that only prints, as an editor's. */
export function canRedraw(
  { isTTY = false }: Output,
  { TERM }: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return isTTY && TERM !== 'dumb'
}

/** Each output by itself: one may be a terminal and the other a file. picocolors looks at stdout alone, and takes CI for a terminal. */
export const onStdout = picocolors.createColors(hasColours(process.stdout))
export const onStderr = picocolors.createColors(hasColours(process.stderr))
