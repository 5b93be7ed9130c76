/**
 * The same drawing in fewer bytes: coordinates to a tenth of a pixel, straight runs as one stroke, neighbours of one
 * look as one path, dots as circles, labels in columns, and text that looks as the style says it looks anyway.
 */
export function compact(svg: string): string {
  const plain = shortText(shortNumbers(invisible(svg)))
  const straight = plain.replace(/ d="([^"]+)"/g, (_, d) => ` d="${compactPath(d)}"`)
  return shortEnds(groupTexts(groupDots(mergePaths(dotsAsCircles(straight)))))
}

/** Lines without width or points, boxes without colour, dots without size, the colour of a clip, empty groups. */
function invisible(svg: string): string {
  return svg
    .replace(/<path [^>]*fill="none"[^>]*stroke-width="0"[^>]*><\/path>/g, '')
    .replace(/<path [^>]*fill-opacity="0"[^>]*><\/path>/g, '')
    .replace(/<path d=""[^>]*><\/path>/g, '')
    .replace(/<path [^>]*transform="matrix\(0,[^>]*><\/path>/g, '')
    .replace(/ fill="#000"/g, '')
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>/g, '')
    .replace(/ stroke="[^"]*" stroke-width="0"(?: stroke-opacity="[^"]*")?/g, '')
    .replace(/<g[^>]*><\/g>/g, '')
}

function shortEnds(svg: string): string {
  return svg.replace(/><\/(?:path|polygon|rect|circle)>/g, '/>').replace(/ stroke-linejoin="bevel"/g, '')
}

function shortNumbers(svg: string): string {
  return svg.replace(/ (?:d|transform|points)="[^"]*"/g, (attribute) =>
    attribute.replace(/-?\d+\.\d\d+/g, (number) => String(Math.round(Number(number) * 10) / 10)),
  )
}

/** Size, colour and baseline that `svg.chart` hands down to its text. */
function shortText(svg: string): string {
  return svg.replace(/<text [^>]*>/g, (tag) =>
    tag
      .replace(' style="font-size:12px;"', '')
      .replace(' fill="var(--muted)"', '')
      .replace(' dominant-baseline="central"', ''),
  )
}

/** The library draws a dot as a unit circle that is scaled and moved. */
function dotsAsCircles(svg: string): string {
  return svg.replace(
    /<path d="M1 0A1 1[^"]*" transform="matrix\(([\d.]+),0,0,\1,([-\d.]+),([-\d.]+)\)"([^>]*)><\/path>/g,
    '<circle cx="$2" cy="$3" r="$1"$4/>',
  )
}

/** Dots of one look in a group that says the look once. */
function groupDots(svg: string): string {
  return svg.replace(/(?:<circle [^>]*\/>){2,}/g, (run) => {
    const dots = [...run.matchAll(/<circle (cx="[^"]*" cy="[^"]*" r="[^"]*")([^>]*)\/>/g)]
    const looks = Map.groupBy(dots, ([, , look = '']) => look)
    return [...looks]
      .map(([look, own]) => `<g${look}>${own.map(([, place]) => `<circle ${place}/>`).join('')}</g>`)
      .join('')
  })
}

/** Labels under one another in a group that says their look and their column once. */
function groupTexts(svg: string): string {
  const label = /<text( [^>]*?) transform="translate\(([-\d.]+) ([-\d.]+)\)">([^<]*)<\/text>/
  return svg.replace(new RegExp(`(?:${label.source}){2,}`, 'g'), (run) => {
    const labels = [...run.matchAll(new RegExp(label.source, 'g'))]
    const columns = Map.groupBy(labels, ([, look, x]) => `${look} transform="translate(${x} 0)"`)
    return [...columns]
      .map(([column, own]) =>
        own.length === 1 || / [xy]="/.test(column)
          ? own.map(([whole]) => whole).join('')
          : `<g${column}>${own.map(([, , , y, text]) => `<text y="${y}">${text}</text>`).join('')}</g>`,
      )
      .join('')
  })
}

function mergePaths(svg: string): string {
  return svg.replace(/(?:<path d="[^"]*"[^>]*><\/path>){2,}/g, (run) => {
    const merged: { d: string; look: string }[] = []
    for (const [, d = '', look = ''] of run.matchAll(/<path d="([^"]*)"([^>]*)><\/path>/g)) {
      const last = merged.at(-1)
      if (last && last.look === look && !look.includes('transform')) last.d += d
      else merged.push({ d, look })
    }
    return merged.map(({ d, look }) => `<path d="${d}"${look}/>`).join('')
  })
}

/** A path of straight lines, absolute ones without the points that lie between two others, and in the short commands. */
export function compactPath(d: string): string {
  if (d.includes('l'))
    return d.replace(/l(-?[\d.]+) 0(?=[lZ])/g, 'h$1').replace(/l0 (-?[\d.]+)(?=[lhZ])/g, 'v$1')
  if (!/^(M[-\d.]+ [-\d.]+(L[-\d.]+ [-\d.]+)*Z?)+$/.test(d)) return d
  return d.replace(/M[^MZ]*/g, (part) => {
    const points = part
      .slice(1)
      .split('L')
      .map((pair) => pair.split(' ').map(Number) as [number, number])
    return shortLines(points.filter((point, i) => !isBetween(points[i - 1], point, points[i + 1])))
  })
}

type Point = readonly [number, number]

function isBetween(before: Point | undefined, [x, y]: Point, after: Point | undefined): boolean {
  if (!before || !after) return false
  return (before[0] === x && after[0] === x) || (before[1] === y && after[1] === y)
}

function shortLines(points: readonly Point[]): string {
  return points
    .map(([x, y], i) => {
      const before = points[i - 1]
      if (!before) return `M${x} ${y}`
      if (before[1] === y) return `H${x}`
      return before[0] === x ? `V${y}` : `L${x} ${y}`
    })
    .join('')
}
