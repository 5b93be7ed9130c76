/**
 * Splits a command as a shell does, without expanding anything: Compose runs a text so, and no shell.
 * Undefined when a quote is not closed.
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!
    if (letter === "'" || letter === '"') {
      const end = closing(text, index)
      if (end === -1) return undefined
      const inner = text.slice(index + 1, end)
      word = (word ?? '') + (letter === '"' ? inner.replaceAll(/\\(["\\$`])/g, '$1') : inner)
      index = end
    } else if (letter === '\\') {
      word = (word ?? '') + (text[++index] ?? '')
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  return word === undefined ? words : [...words, word]
}

/** Where the quote at `from` closes; -1 where it does not. */
function closing(text: string, from: number): number {
  for (let index = from + 1; index < text.length; index++) {
    if (text[from] === '"' && text[index] === '\\') index++
    else if (text[index] === text[from]) return index
  }
  return -1
}
