import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isPackage } from '../../../docker/paths.ts'

/** In the npm package it lies beside this file. */
export const chartStyleFile = 'uplot.css'

/** The style of the library that draws the charts of the live page. */
export function chartStyle(): Promise<string> {
  const file = isPackage
    ? join(import.meta.dirname, chartStyleFile)
    : fileURLToPath(import.meta.resolve('uplot/dist/uPlot.min.css'))
  return readFile(file, 'utf8')
}
