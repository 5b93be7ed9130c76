import type { LiveFault } from '../../protocol.ts'
import { type Direction, type LaidLink, type LaidNode, layoutOf } from '../model/layout.ts'
import { isFacilitator, type LiveState, mayInject, openFaults } from '../model/state.ts'
import { byId, setAttribute, setText } from './dom.ts'
import type { View } from './live.ts'
import { svg } from './svg.ts'

/** What a part of the drawing says, by its state and the faults that are open on it. */
interface DrawnPart {
  readonly name: string
  readonly element: SVGGElement
  update(state: LiveState, faults: readonly LiveFault[]): void
}

/** The system: services, links, what is broken. Each part is a place to inject. */
export function topologyView(inject: (target: string) => void): View {
  let parts: DrawnPart[] = []
  let last: LiveState | undefined
  let direction: Direction | undefined
  const view: View = {
    parts: ['about', 'stage', 'services', 'faults'],
    draw(state, fresh) {
      last = state
      if (fresh || direction === undefined) {
        direction = fitting(state)
        parts = build(state, direction, inject)
      }
      const open = openFaults(state)
      const [mayEver, usable] = [isFacilitator(state), mayInject(state)]
      for (const part of parts) {
        const faults = open.filter(({ target }) => target === part.name)
        part.element.classList.toggle('faulted', faults.length > 0)
        allow(part.element, mayEver, usable)
        part.update(state, faults)
      }
    },
  }
  new ResizeObserver(() => {
    if (last && fitting(last) !== direction) view.draw(last, true)
  }).observe(byId('topology-box'))
  return view
}

/** The drawing becomes so much smaller before it goes down in place of to the right. */
const SHRINKS_TO = 0.8

function fitting({ nodes, links }: LiveState): Direction {
  return layoutOf(nodes, links).width * SHRINKS_TO > byId('topology-box').clientWidth ? 'down' : 'right'
}

function build(state: LiveState, direction: Direction, inject: (target: string) => void): DrawnPart[] {
  const focused = document.activeElement?.getAttribute('data-part')
  const { width, height, nodes, links } = layoutOf(state.nodes, state.links, direction)
  const drawing = svg('svg', { class: 'topology', viewBox: `0 0 ${width} ${height}`, width, height })
  // Smaller only while its text can be read; beyond that it is scrolled.
  drawing.style.setProperty('width', `clamp(${Math.round(width * SHRINKS_TO)}px, 100%, ${width}px)`)
  drawing.style.setProperty('height', 'auto')
  setAttribute(drawing, 'role', 'group')
  setAttribute(drawing, 'aria-labelledby', 'topology-h')
  const drawnLinks = links.map(linkPart)
  const drawnNodes = nodes.map(nodePart)
  const parts = [...drawnLinks, ...drawnNodes]
  // Links first, so that boxes lie over them; Tab then goes through services before links by the order of the groups.
  const lines = svg('g', {})
  lines.append(...drawnLinks.map(({ element }) => element))
  drawing.append(lines, ...drawnNodes.map(({ element }) => element))
  byId('topology-box').replaceChildren(drawing)
  for (const { element, name } of parts) {
    const act = () => inject(name)
    element.addEventListener('click', act)
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      act()
    })
    if (name === focused) element.focus()
  }
  return parts
}

/** For those who may break it, it is a button; for others it is a picture. */
function allow(element: SVGGElement, ever: boolean, now: boolean): void {
  setAttribute(element, 'role', ever ? 'button' : 'img')
  if (ever) {
    setAttribute(element, 'tabindex', '0')
    setAttribute(element, 'aria-disabled', String(!now))
  } else for (const name of ['tabindex', 'aria-disabled']) element.removeAttribute(name)
}

function partGroup(name: string, kind: string): SVGGElement {
  return svg('g', { class: kind, 'data-part': name })
}

function nodePart({ name, role, x, y, width, height }: LaidNode): DrawnPart {
  const element = partGroup(name, 'node')
  const middle = x + width / 2
  const title = svg('text', { x: middle, y: y + 18, class: 'part-name' }, name)
  const says = svg('text', { x: middle, y: y + 35, class: 'part-state' })
  element.append(svg('rect', { x, y, width, height, rx: 7 }), title, ' ', says)
  return {
    name,
    element,
    update({ services }, faults) {
      const service = services.get(name)
      setAttribute(element, 'data-state', service?.state ?? 'running')
      const state =
        service && service.state !== 'running' ? `${stateSigns[service.state]} ${service.state}` : role
      const again = service && service.incarnation > 1 ? ` · start ${service.incarnation}` : ''
      setText(says, faults.length > 0 ? faultWords(faults) : `${state}${again}`)
      // Begins with what is to be seen, for those who say aloud what they choose.
      setAttribute(
        element,
        'aria-label',
        `${name} ${says.textContent}, ${service?.state ?? ''}${spokenFaults(faults)}`,
      )
    },
  }
}

const stateSigns = { starting: '◌', paused: '‖', stopped: '■' } as const

function linkPart({ name, from, to, path, label }: LaidLink): DrawnPart {
  const element = partGroup(name, 'link')
  const [x, y] = [label.x + label.width / 2, label.y + label.height / 2]
  const text = svg('text', { x, y: y + 4, class: 'link-name' }, name)
  element.append(
    svg('path', { d: path, class: 'reach' }),
    svg('path', { d: path, class: 'line' }),
    svg('rect', { ...label, rx: 11 }),
    text,
  )
  return {
    name,
    element,
    update(_, faults) {
      setText(text, faults.length > 0 ? `✕ ${name}` : name)
      setAttribute(element, 'aria-label', `link ${name}, from ${from} to ${to}${spokenFaults(faults)}`)
    },
  }
}

function faultWords(faults: readonly LiveFault[]): string {
  return faults.length === 1 ? `✕ ${faults[0]!.fault}` : `✕ ${faults.length} faults`
}

function spokenFaults(faults: readonly LiveFault[]): string {
  return faults.length > 0 ? `, faults: ${faults.map(({ fault }) => fault).join(', ')}` : ''
}
