/** Buttons that close their dialog, and a click beside it. Escape does so by itself. */
export function prepareDialogs(): void {
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.addEventListener('click', (event) => {
      const target = event.target as HTMLElement
      if (target === dialog || target.closest('[data-close]')) dialog.close()
    })
  }
}

/** Opens a dialog, unless one is open. */
export function openDialog(dialog: HTMLDialogElement): boolean {
  if (document.querySelector('dialog[open]')) return false
  dialog.showModal()
  return true
}
