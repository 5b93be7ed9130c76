/** A link to a scenario unfolds its section; to a place within a section the browser itself does. */
export function unfoldWhatIsLinked(): void {
  const unfold = () => {
    const linked = document.getElementById(location.hash.slice(1))
    const fold = linked?.querySelector<HTMLDetailsElement>(':scope > details.fold')
    if (fold) fold.open = true
  }
  addEventListener('hashchange', unfold)
  unfold()
}
