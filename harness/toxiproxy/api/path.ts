/** Every escape of a path is whole; the original's server takes no other. */
export const isEscaped = (path: string) => !/%(?![\da-f]{2})/i.test(path)

/** Without empty segments, `.` and `..`, as written: what is escaped is part of a name. A slash at its end stays. */
export function cleanPath(path: string): string {
  const clean: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') clean.pop()
    else if (segment !== '' && segment !== '.') clean.push(segment)
  }
  return clean.length > 0 && path.endsWith('/') ? `/${clean.join('/')}/` : `/${clean.join('/')}`
}
