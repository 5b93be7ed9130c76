/** Groups by host. */
export function byHost<T extends { readonly host: string }>(items: readonly T[]): Map<string, T[]> {
  return Map.groupBy(items, ({ host }) => host)
}
