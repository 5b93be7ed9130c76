import { element } from '../../../report/page-script/element.ts'
import type { FaultForm } from '../../protocol.ts'
import { type Draft, faultsFor, injectCommand, mistakesIn, startOf } from '../model/form.ts'
import { isFacilitator, mayInject } from '../model/state.ts'
import { openDialog } from './dialogs.ts'
import { byId, setAttribute, setText } from './dom.ts'
import type { Live } from './live.ts'
import { myName } from './name.ts'
import { type Fields, parameterFields, showMistake } from './parameter-fields.ts'
import { tellNews, tellRefusal } from './toast.ts'

const [dialog, form] = [byId<HTMLDialogElement>('inject'), byId<HTMLFormElement>('inject-form')]
const [faultSelect, targetSelect] = [
  byId<HTMLSelectElement>('inject-fault'),
  byId<HTMLSelectElement>('inject-target'),
]
const [lasts, expect] = [byId<HTMLInputElement>('inject-for'), byId<HTMLTextAreaElement>('inject-expect')]
const [send, error] = [byId<HTMLButtonElement>('inject-send'), byId('inject-error')]

/** The form that breaks something, made of the catalogue. What was typed for a fault stays until it has been injected. */
export function startInject(live: Live): { open(target?: string): void } {
  const drafts = new Map<string, Draft>()
  let offered: readonly FaultForm[] = []
  let aimedAt: string | undefined
  let fields: Fields | undefined
  let shown: FaultForm | undefined
  const keep = () => {
    if (shown && fields) drafts.set(shown.name, draftOf(shown, fields))
  }
  const show = (fault: FaultForm, target?: string) => {
    keep()
    shown = fault
    const draft = startOf(fault, target, drafts.get(fault.name))
    setText(byId('inject-about'), fault.about)
    targetSelect.replaceChildren(...fault.targets.map((name) => element('option', name, { value: name })))
    targetSelect.value = draft.target
    fields = parameterFields(fault, draft.parameters)
    byId('inject-parameters').replaceChildren(...fields.rows)
    byId('inject-for-field').hidden = fault.healing === 'none'
    clearErrors()
  }
  const open = (target?: string) => {
    const { state } = live
    if (!state || !isFacilitator(state)) return
    if (!mayInject(state))
      return tellRefusal('Faults can be injected once the game-day is live, until it ends.')
    offered = faultsFor(state.catalogue, target)
    if (offered.length === 0)
      return tellRefusal(
        target === undefined ? 'No fault can be injected here.' : `No fault can be aimed at ${target}.`,
      )
    aimedAt = target
    const chosen = offered.find(({ name }) => name === faultSelect.value) ?? offered[0]!
    faultSelect.replaceChildren(...offered.map(({ name }) => element('option', name, { value: name })))
    faultSelect.value = chosen.name
    if (!openDialog(dialog)) return
    setText(byId('inject-h'), target === undefined ? 'Inject a fault' : `Inject a fault: ${target}`)
    show(chosen, target)
    faultSelect.focus()
  }
  faultSelect.addEventListener('change', () =>
    show(offered.find(({ name }) => name === faultSelect.value)!, aimedAt),
  )
  dialog.addEventListener('close', keep)
  byId('open-inject').addEventListener('click', () => open())
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (!shown || !fields || send.disabled) return
    const draft = draftOf(shown, fields)
    if (!showMistakes(shown, draft, fields)) return
    send.disabled = true
    const reply = await live.send(injectCommand(draft, myName(live)))
    send.disabled = false
    if (!reply.ok) return setText(error, reply.error)
    expect.value = ''
    dialog.close()
    tellNews(reply.text)
  })
  return { open }
}

function draftOf(fault: FaultForm, fields: Fields): Draft {
  return {
    fault: fault.name,
    target: targetSelect.value,
    parameters: fields.values(),
    for: fault.healing === 'none' ? '' : lasts.value,
    expect: expect.value,
  }
}

function clearErrors(): void {
  setText(error, '')
  showMistake(lasts, undefined)
}

/** @returns whether there are none */
function showMistakes(fault: FaultForm, draft: Draft, fields: Fields): boolean {
  clearErrors()
  const mistakes = mistakesIn(fault, draft)
  fields.showMistakes(mistakes)
  showMistake(lasts, mistakes.for)
  const first = form.querySelector<HTMLElement>('[aria-invalid=true]')
  first?.focus()
  setAttribute(form, 'data-mistakes', String(Object.keys(mistakes).length))
  return first === null
}
