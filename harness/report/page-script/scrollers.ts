/**
 * Boxes that are wider than the window can be scrolled with the keyboard too; the others are no stop on the way through the page.
 * Of a box that is folded nothing is asked: the browser would lay it out for the answer alone. It is looked at when it is unfolded.
 */
export function keepScrollersReachable(): void {
  const observer = new ResizeObserver((entries) => {
    const seen = entries.map(({ target }) => ({ box: target, wide: target.scrollWidth > target.clientWidth }))
    for (const { box, wide } of seen)
      if (wide) box.setAttribute('tabindex', '0')
      else box.removeAttribute('tabindex')
  })
  for (const box of document.querySelectorAll('.box')) observer.observe(box)
}
