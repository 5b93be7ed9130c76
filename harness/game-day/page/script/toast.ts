import { byId, setText } from './dom.ts'

/** How long a message stays, ms: long enough to be read twice. */
const SHOWN_MS = 8_000

function shower(id: string): (text: string) => void {
  const box = byId(id)
  let timer: ReturnType<typeof setTimeout> | undefined
  return (text) => {
    clearTimeout(timer)
    setText(box, text)
    timer = setTimeout(() => setText(box, ''), SHOWN_MS)
  }
}

const [refusal, news] = [shower('refusals'), shower('news')]

/** Says that something was refused, at once, also to screen readers. */
export const tellRefusal = (text: string): void => refusal(text)

/** Says what is new when nothing else is being said. */
export const tellNews = (text: string): void => news(text)
