import { openDialog } from './dialogs.ts'
import { byId, setText } from './dom.ts'
import type { Live, View } from './live.ts'
import { myName } from './name.ts'

/** The end, after a question. */
export function startEnd(live: Live): { ask(): void; readonly view: View } {
  const [dialog, opener, error] = [byId<HTMLDialogElement>('end'), byId('open-end'), byId('end-error')]
  const button = byId<HTMLButtonElement>('end-now')
  const ask = () => {
    if (opener.hidden || opener.getAttribute('aria-disabled') === 'true') return
    setText(error, '')
    openDialog(dialog)
  }
  opener.addEventListener('click', ask)
  button.addEventListener('click', async () => {
    button.disabled = true
    const reply = await live.send({ do: 'end', by: myName(live) })
    button.disabled = false
    if (reply.ok) dialog.close()
    else setText(error, reply.error)
  })
  return {
    ask,
    view: {
      parts: ['stage'],
      // The answer comes with the report; that it ends is known before.
      draw({ stage }) {
        if (stage === 'ending' || stage === 'ended' || stage === 'failed') dialog.close()
      },
    },
  }
}
