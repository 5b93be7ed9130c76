/** The one place where a profile's factor is applied to a table: every `…Ms` is multiplied, counts and ratios are not. */
export function scaleTable<T extends Readonly<Record<string, number>>>(table: T, factor: number): T {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [name, name.endsWith('Ms') ? value * factor : value]),
  ) as T
}
