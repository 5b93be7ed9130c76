/** Boxes that are wider than the window can be scrolled with the keyboard too; the others are no stop on the way through the page. */
function mark(): void {
  for (const box of document.querySelectorAll<HTMLElement>('.box'))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute('tabindex')
}

export function keepScrollersReachable(): void {
  mark()
  window.addEventListener('resize', mark)
  // What is folded has no width yet. `toggle` does not bubble.
  document.addEventListener('toggle', mark, { capture: true })
}
