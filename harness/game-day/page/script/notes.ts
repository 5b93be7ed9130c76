import type { Command } from '../../protocol.ts'
import { byId, setText } from './dom.ts'
import type { Live } from './live.ts'
import { myName } from './name.ts'
import { tellNews } from './toast.ts'

/** Marks and notes: what somebody noticed, at the moment in which it was. */
export function startNotes(live: Live): { markNoticed(): void } {
  const text = byId<HTMLInputElement>('note-text')
  const error = byId('notes-error')
  const say = async (kind: 'mark' | 'note', words: string) => {
    const reply = await live.send({ do: kind, by: myName(live), text: words } satisfies Command)
    setText(error, reply.ok ? '' : reply.error)
    if (reply.ok) tellNews(kind === 'mark' ? `Marked: ${words}.` : 'Note added.')
    return reply.ok
  }
  const typed = async (kind: 'mark' | 'note') => {
    const words = text.value.trim()
    if (words === '') {
      setText(error, 'Write a few words first.')
      return text.focus()
    }
    // What was typed stays until it has arrived.
    if ((await say(kind, words)) && text.value.trim() === words) text.value = ''
  }
  const quick = document.querySelectorAll<HTMLButtonElement>('[data-mark]')
  for (const button of quick) button.addEventListener('click', () => say('mark', button.dataset.mark!))
  byId('notes-form').addEventListener('submit', (event) => {
    event.preventDefault()
    typed('note')
  })
  byId('add-mark').addEventListener('click', () => typed('mark'))
  return { markNoticed: () => quick[0]?.click() }
}
