import { describe, expect, it } from 'vitest'
import { topologyDrawing } from './topology.ts'

const node = (name: string, role = 'program') => ({ name, role })
const nothing = { faultTargets: [], nodes: {} }
const link = (from: string, to: string) => ({ name: `${from}-${to}`, from, to })

/** Left edge of each box, by name, from the middle of its text. */
function columns(nodes: string[], links: [string, string][]): Record<string, number> {
  const drawn = topologyDrawing(
    { nodes: nodes.map((name) => node(name)), links: links.map((one) => link(...one)) },
    nothing,
    't',
  )
  const texts = [...drawn.text.matchAll(/<text x="([\d.]+)"[^>]*font-size="13"[^>]*>([^<]*)</g)]
  return Object.fromEntries(texts.map(([, x, name]) => [name, Number(x)]))
}

describe('the drawing of a topology', () => {
  it('goes from who asks to who is asked, whatever they are called', () => {
    const at = columns(
      ['db', 'api', 'buyers', 'worker'],
      [
        ['buyers', 'api'],
        ['api', 'db'],
        ['worker', 'db'],
      ],
    )
    expect(at.buyers).toBeLessThan(at.api!)
    expect(at.api).toBeLessThan(at.db!)
    expect(at.worker).toBe(at.buyers)
  })

  it('ends where links go in a circle', () => {
    const at = columns(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
    )
    expect(Object.keys(at)).toHaveLength(3)
  })

  it('says on which engine each service ran, where there were several', () => {
    const parts = { nodes: [node('relay-1', 'relay'), node('redis', 'directory')], links: [] }
    const engines = { 'relay-1': 'node-2', redis: 'node-1' }
    const { text } = topologyDrawing(parts, { faultTargets: ['redis'], nodes: engines }, 't')
    expect(text).toContain('>relay · node-2<')
    expect(text).toContain('>fault aimed here · node-1<')
  })

  it('cuts no name, however long', () => {
    const long = 'a-service-with-a-name-that-goes-on-and-on'
    const drawn = topologyDrawing(
      { nodes: [node(long, long), node('db')], links: [link(long, 'db')] },
      nothing,
      't',
    ).text
    expect(drawn).not.toContain('…')
    const width = Number(/width="([\d.]+)" height="40"/.exec(drawn)![1])
    expect(width).toBeGreaterThan(long.length * 7)
  })
})
