/** A list that only grows at its end and is cut at its beginning. It stays at its end while the reader is there. */
export interface RollingList<T> {
  /**
   * @param items all that are kept
   * @param seen how many there have been so far
   */
  take(items: readonly T[], seen: number): void
  /** Made anew from what was taken last, as when a filter changes. */
  rebuild(): void
}

/** Nearer to the end than this, a reader follows it, pixels. */
const AT_END = 24

export function rollingList<T>(
  list: HTMLElement,
  max: number,
  make: (item: T) => HTMLElement,
  wanted: (item: T) => boolean,
): RollingList<T> {
  let all: readonly T[] = []
  let shown = 0
  let total = 0
  let atEnd = true
  // Known before anything is added: to ask then would lay out the page once more.
  list.addEventListener('scroll', () => {
    atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < AT_END
  })
  const append = (items: readonly T[]) => {
    list.append(...items.filter(wanted).map(make))
    while (list.childElementCount > max) list.firstElementChild!.remove()
    if (atEnd) list.scrollTop = list.scrollHeight
  }
  const rebuild = () => {
    list.replaceChildren()
    append(all.slice(-max))
    atEnd = true
    list.scrollTop = list.scrollHeight
    shown = total
  }
  return {
    take(items, seen) {
      all = items
      total = seen
      if (seen < shown) return rebuild()
      const added = Math.min(seen - shown, items.length)
      if (added > 0) append(items.slice(items.length - added))
      shown = seen
    },
    rebuild,
  }
}
