/** The one of these words that is most like another; undefined where none is like it. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const like = word.toLowerCase()
  // Cut short is a slip of its own: `delay` for `delayMs`, `machine` for `machineId`.
  const longer = known.find((one) => word.length >= 3 && one.toLowerCase().startsWith(like))
  const [nearest] = known
    .map((one) => ({ one, edits: editsBetween(like, one.toLowerCase()) }))
    .filter(({ one, edits }) => edits <= Math.max(1, Math.floor(Math.max(word.length, one.length) / 3)))
    .sort((a, b) => a.edits - b.edits)
  return longer ?? nearest?.one
}

/** `: did you mean 'scheduled'?`, or nothing. @param quote puts the word as it is written */
export function didYouMean(
  word: string,
  known: readonly string[],
  quote = (one: string) => `'${one}'`,
): string {
  const found = closest(word, known)
  return found === undefined ? '' : `: did you mean ${quote(found)}?`
}

/** `{redys} is unknown: did you mean {redis}? There are …`. @param quote puts a word as it is written */
export function unknownWord(word: string, known: readonly string[], quote: (one: string) => string): string {
  const meant = didYouMean(word, known, quote)
  return `${quote(word)} is unknown${meant ? `${meant} There` : '; there'} are ${known.join(', ')}`
}

/** Letters to put in, take out, replace, or swap with their neighbour. */
function editsBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
