/**
 * The greatest of as many values as there may be: `Math.max(...values)` puts each of them on the stack, which holds some
 * hundred thousand.
 * @param floor given where there is none, and at the least
 */
export function greatest(values: Iterable<number>, floor = -Infinity): number {
  let found = floor
  for (const value of values) found = Math.max(found, value)
  return found
}

/** The least of them. @param ceiling given where there is none, and at the most */
export function least(values: Iterable<number>, ceiling = Infinity): number {
  let found = ceiling
  for (const value of values) found = Math.min(found, value)
  return found
}
