import { text } from './svg.ts'

/** Room for the axis below the lanes and the space above them. */
const AROUND = 38

/** Lanes of `lane` pixels under one another with their names at the left: what every chart of lanes has in common. */
export function lanesLayout(names: readonly string[], lane: number, width: number) {
  return {
    height: names.length * lane + AROUND,
    grid: {
      left: width < 500 ? 66 : 150,
      right: 12,
      top: 8,
      bottom: 30,
      outerBoundsMode: 'none' as const,
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: [...names],
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, interval: 0 },
    },
  }
}

/** The end of a name that fits beside its lane: what tells names apart stands at their end. */
export function laneName(name: string, width: number): string {
  const max = width < 500 ? 9 : 24
  return name.length <= max ? name : `…${name.slice(1 - max)}`
}
