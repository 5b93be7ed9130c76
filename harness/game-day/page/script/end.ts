import { openDialog } from './dialogs.ts'
import { byId, setText } from './dom.ts'
import type { Live } from './live.ts'
import { myName } from './name.ts'

/** The end, after a question. */
export function startEnd(live: Live): { ask(): void } {
  const [dialog, opener, error] = [byId<HTMLDialogElement>('end'), byId('open-end'), byId('end-error')]
  const ask = () => {
    if (opener.hidden || opener.getAttribute('aria-disabled') === 'true') return
    setText(error, '')
    openDialog(dialog)
  }
  opener.addEventListener('click', ask)
  byId('end-now').addEventListener('click', async () => {
    const reply = await live.send({ do: 'end', by: myName(live) })
    if (reply.ok) dialog.close()
    else setText(error, reply.error)
  })
  return { ask }
}
