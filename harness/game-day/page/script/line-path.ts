import type uPlot from 'uplot'

/** Lines are this wide, pixels; where there are more points than pixels, thinner: browsers draw those many times faster. */
const WIDTH = 1.5
const DENSE_WIDTH = 1

/**
 * The path of one line. Where several points fall into one column of pixels it goes from the least to the greatest of them, which looks the
 * same and costs a fraction. It breaks off where nothing was seen.
 */
export const linePath: uPlot.Series.PathBuilder = (plot, series, first, last) => {
  const stroke = new Path2D()
  const at = plot.data[0]
  const values = plot.data[series]!
  const { left, top, width, height } = plot.bbox
  const { x, y } = plot.scales as { x: Limits; y: Limits }
  const acrossPerMs = width / (x.max - x.min)
  const downPerUnit = height / (y.max - y.min)
  const bottom = top + height
  let column = Number.NaN
  let [least, greatest, before] = [0, 0, Number.NaN]
  const finishColumn = () => {
    if (Number.isNaN(column)) return
    const [high, low] = [bottom - (greatest - y.min) * downPerUnit, bottom - (least - y.min) * downPerUnit]
    if (Number.isNaN(before)) stroke.moveTo(column, low)
    // Nearer end first, so that the line between columns is short.
    const upwards = Math.abs(before - low) <= Math.abs(before - high)
    stroke.lineTo(column, upwards ? low : high)
    if (high !== low) stroke.lineTo(column, upwards ? high : low)
    before = upwards ? high : low
  }
  for (let index = first; index <= last; index++) {
    const value = values[index]
    const here = Math.round(left + (at[index]! - x.min) * acrossPerMs)
    if (value === null || value === undefined) {
      finishColumn()
      column = before = Number.NaN
    } else if (here === column) {
      if (value < least) least = value
      if (value > greatest) greatest = value
    } else {
      finishColumn()
      column = here
      least = greatest = value
    }
  }
  finishColumn()
  // The library's types call it `width`, and it reads `_width`.
  const lineWidth = last - first > width / devicePixelRatio ? DENSE_WIDTH : WIDTH
  return { stroke, _width: lineWidth } as uPlot.Series.Paths
}

interface Limits {
  readonly min: number
  readonly max: number
}
