/** An element of the page's own markup. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T
}

/** Changes a text only where it is another: a selection and a reader's place stay. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

/** Sets an attribute only where it is another. */
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/**
 * Makes the children of a list those of `items`, in their order. One that stays keeps its element, so that focus stays where it is.
 * @param made elements by key, kept between calls
 */
export function keyed<T, E extends Element>(
  list: Element,
  items: readonly T[],
  key: (item: T) => string,
  make: (item: T) => E,
  made: Map<string, E>,
): void {
  const wanted = new Set(items.map(key))
  for (const [id, element] of made) {
    if (wanted.has(id)) continue
    element.remove()
    made.delete(id)
  }
  items.forEach((item, index) => {
    const element = made.get(key(item)) ?? make(item)
    made.set(key(item), element)
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null)
  })
}
