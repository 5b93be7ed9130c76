import { element } from '../../../report/page-script/element.ts'
import { openDialog } from './dialogs.ts'
import { byId } from './dom.ts'

export interface Shortcut {
  readonly key: string
  readonly about: string
  act(): void
}

const STORED = 'gameday-shortcuts'

/** Single keys, wherever the focus is but in a field; they can be turned off for those who dictate. */
export function startKeys(shortcuts: readonly Shortcut[]): void {
  const help = byId<HTMLDialogElement>('help')
  const on = byId<HTMLInputElement>('shortcuts-on')
  on.checked = localStorage.getItem(STORED) !== 'off'
  on.addEventListener('change', () => localStorage.setItem(STORED, on.checked ? 'on' : 'off'))
  const showHelp = () => openDialog(help)
  const all = [...shortcuts, { key: '?', about: 'this list', act: showHelp }]
  for (const { key, about } of all) {
    const term = element('dt')
    term.append(element('kbd', key))
    byId('help-keys').append(term, element('dd', about))
  }
  byId('open-help').addEventListener('click', showHelp)
  document.addEventListener('keydown', (event) => {
    if (
      !on.checked ||
      isTyping(event.target as HTMLElement) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.repeat
    )
      return
    const found = all.find(({ key }) => key === event.key)
    if (!found) return
    event.preventDefault()
    found.act()
  })
}

/** A dialog that was closed a moment ago may still have the focus. */
function isTyping(target: HTMLElement): boolean {
  const dialog = target.closest('dialog')
  return dialog ? dialog.open : target.matches('input, select, textarea')
}
