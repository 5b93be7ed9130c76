import { element } from './element.ts'

/** Two fields above the table of scenarios that hide rows: by text and by verdict. */
export function addFilter(box: HTMLElement): void {
  const rows = [...box.querySelectorAll<HTMLTableRowElement>('tbody tr')]
  const verdicts = [...new Set(rows.map((row) => row.dataset.verdict ?? ''))]
  const bar = element('p', '', { class: 'filter' })
  const text = element('input', '', {
    type: 'search',
    placeholder: 'filter by text',
    'aria-label': 'filter scenarios by text',
  })
  const choice = element('select', '', { 'aria-label': 'filter scenarios by verdict' })
  choice.append(
    ...['every verdict', ...verdicts].map((verdict, i) =>
      element('option', verdict, { value: i === 0 ? '' : verdict }),
    ),
  )
  const count = element('span', '', { class: 'quiet small', role: 'status' })
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean)
    for (const row of rows) {
      const content = (row.textContent ?? '').toLowerCase()
      row.hidden =
        (choice.value !== '' && row.dataset.verdict !== choice.value) ||
        !words.every((word) => content.includes(word))
    }
    const shown = rows.filter((row) => !row.hidden).length
    count.textContent = shown === rows.length ? '' : `${shown} of ${rows.length}`
  }
  text.addEventListener('input', apply)
  choice.addEventListener('change', apply)
  bar.append(text, choice, count)
  box.before(bar)
}
