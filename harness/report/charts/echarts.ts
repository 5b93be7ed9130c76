import type * as library from 'echarts'
// The file for production: it loads in a fifth of the time, and asks no environment variable at every step of a drawing.
// @ts-expect-error its types are those of the package
import * as minified from 'echarts/dist/echarts.esm.min.mjs'

export const { init } = minified as typeof library
