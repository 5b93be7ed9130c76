/** Groups by host: events of one kind that say which host they are of. */
export function byHost<T extends { readonly host: string }>(items: readonly T[]): Map<string, T[]> {
  return Map.groupBy(items, ({ host }) => host)
}
