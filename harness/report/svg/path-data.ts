/** A point of a path and the letter that leads there: `M` moves, `L`, `H` and `V` draw, `Z` closes. */
export type Step = readonly [letter: 'M' | 'L' | 'H' | 'V' | 'Z', x: number, y: number]

const COMMAND = /([MLHVZ])[ ,]*(-?(?:\d*\.\d+|\d+))?[ ,]*(-?(?:\d*\.\d+|\d+))?/gi

/** Reads a path of `M L H V Z`, absolute or relative. Every step has the point at which it ends. */
export function stepsOf(d: string): Step[] {
  let [x, y, startX, startY] = [0, 0, 0, 0]
  const steps: Step[] = []
  for (const [, command = '', first = 0, second = 0] of d.matchAll(COMMAND)) {
    const letter = command.toUpperCase() as Step[0]
    const [fromX, fromY] = command === letter ? [0, 0] : [x, y]
    if (letter === 'Z') [x, y] = [startX, startY]
    else if (letter === 'V') y = tenth(fromY + Number(first))
    else if (letter === 'H') x = tenth(fromX + Number(first))
    else [x, y] = [tenth(fromX + Number(first)), tenth(fromY + Number(second))]
    if (letter === 'M') [startX, startY] = [x, y]
    steps.push([letter, x, y])
  }
  return steps
}

/** The same path with absolute coordinates, as a program that moves points along an axis needs it. */
export function absolutePath(d: string): string {
  return stepsOf(d)
    .map(([letter, x, y]) => {
      if (letter === 'Z') return 'Z'
      if (letter === 'H') return `H${x}`
      return letter === 'V' ? `V${y}` : `${letter}${x} ${y}`
    })
    .join('')
}

/** The same path in the fewest characters: each step by how far it leads. Paths are a fifth of a report's size. */
export function shortPath(d: string): string {
  let [atX, atY] = [0, 0]
  const parts = stepsOf(d).map(([letter, x, y]) => {
    const [across, down] = [number(x - atX), number(y - atY)]
    ;[atX, atY] = [x, y]
    if (letter === 'Z') return 'z'
    if (letter === 'H') return `h${across}`
    return letter === 'V' ? `v${down}` : `${letter.toLowerCase()}${across}${beside(down)}`
  })
  // The first step of a path is absolute however it is written.
  return parts.join('')
}

/** Coordinates have tenths of a pixel; sums of them must not have more. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

/** Without the zero before its point. */
function number(value: number): string {
  const text = String(tenth(value))
  if (text.startsWith('0.')) return text.slice(1)
  return text.startsWith('-0.') ? `-${text.slice(2)}` : text
}

/** A number after another one: a sign separates as well as a space. */
function beside(text: string): string {
  return text.startsWith('-') ? text : ` ${text}`
}
