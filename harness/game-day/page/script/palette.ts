/** Colours that are drawn on a canvas, which knows no variables of CSS. */
export interface Palette {
  lines: readonly string[]
  ink: string
  muted: string
  line: string
  panel: string
}

const read = (): Palette => {
  const style = getComputedStyle(document.documentElement)
  const variable = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    lines: ['1', '2', '3', '4', '5', '6', '7', '8'].map((n) => variable(`line${n}`)),
    ink: variable('ink'),
    muted: variable('muted'),
    line: variable('line'),
    panel: variable('panel'),
  }
}

/** Those of the present scheme; changed in place when the scheme changes, and then `changed` is called. */
export function paletteOf(changed: () => void): Palette {
  const palette = read()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    Object.assign(palette, read())
    changed()
  })
  return palette
}
