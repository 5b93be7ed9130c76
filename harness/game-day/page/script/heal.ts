import { byId, setText } from './dom.ts'
import type { Live } from './live.ts'
import { myName } from './name.ts'
import { tellNews, tellRefusal } from './toast.ts'

/** A second press of the key must come within so long, ms. */
const ARMED_MS = 3_000

export interface Healing {
  heal(id?: string): void
  /** The key: once to ask, twice to do it. */
  healAllByKey(): void
}

/** Heals one fault or everything. The button acts at once, since healing does no harm; a key may be hit by chance. */
export function startHealing(live: Live): Healing {
  const button = byId('heal-all')
  let timer: ReturnType<typeof setTimeout> | undefined
  const disarm = () => {
    clearTimeout(timer)
    delete button.dataset.armed
    const open = button.dataset.open
    setText(button, open && open !== '0' ? `Heal all (${open})` : 'Heal all')
  }
  const heal = async (id?: string) => {
    const reply = await live.send({ do: 'heal', by: myName(live), ...(id !== undefined && { id }) })
    if (reply.ok) tellNews(reply.text)
    else tellRefusal(reply.error)
  }
  button.addEventListener('click', () => {
    disarm()
    heal()
  })
  return {
    heal,
    healAllByKey() {
      if (button.hidden) return
      if (button.dataset.armed !== undefined) return button.click()
      button.dataset.armed = ''
      setText(button, 'Press h again')
      tellNews('Press h again to heal everything.')
      timer = setTimeout(disarm, ARMED_MS)
    },
  }
}
