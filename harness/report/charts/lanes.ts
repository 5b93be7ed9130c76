import { column, type Frame } from './marks.ts'
import { isNarrow } from './svg.ts'

const TOP = 8

export interface LanePlaces {
  /** Height of a lane, pixels. */
  readonly lane: number
  /** Where the middle of a lane is. */
  readonly middle: (index: number) => number
}

/** Lanes of `lane` pixels under one another with their names at the left: what every chart of lanes has in common. */
export function lanesLayout(
  names: readonly string[],
  lane: number,
  width: number,
): LanePlaces & { readonly frame: Frame; readonly names: string } {
  const frame = {
    left: isNarrow(width) ? 66 : 150,
    right: width - 12,
    top: TOP,
    bottom: TOP + names.length * lane,
  }
  const middle = (index: number) => TOP + (index + 0.5) * lane
  const labels = names.map((name, index) => [laneName(name, width), middle(index)] as const)
  return { lane, middle, frame, names: column(frame.left - 8, labels) }
}

/** The end of a name that fits beside its lane: what tells names apart stands at their end. */
function laneName(name: string, width: number): string {
  const max = isNarrow(width) ? 9 : 24
  return name.length <= max ? name : `…${name.slice(1 - max)}`
}
