import { byId } from './dom.ts'
import type { Live } from './live.ts'

const KEY = 'gameday-name'

/** The field with one's name, kept in this browser. */
export function keepName(): void {
  const field = byId<HTMLInputElement>('your-name')
  field.value = localStorage.getItem(KEY) ?? ''
  field.addEventListener('change', () => localStorage.setItem(KEY, field.value.trim()))
}

/** Who does what is done here: the name, or the role of one who has not said it. */
export function myName({ state }: Live): string {
  return byId<HTMLInputElement>('your-name').value.trim() || (state?.about.role ?? 'observer')
}
