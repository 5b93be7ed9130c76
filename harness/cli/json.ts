/** For `JSON.stringify`, as JSON has no infinity: `"never"` and `"-never"`. */
export function asJson(_key: string, value: unknown): unknown {
  if (value === Infinity) return 'never'
  return value === -Infinity ? '-never' : value
}
