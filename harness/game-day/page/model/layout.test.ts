import { describe, expect, test } from 'vitest'
import { deployPipeline } from '../../../systems/deploy-pipeline/deploy-pipeline.ts'
import { logStreamer } from '../../../systems/log-streamer/log-streamer.ts'
import { overlaps } from './curve.ts'
import { layoutOf } from './layout.ts'

const named = (name: string) => ({ name, role: 'program' })
const link = (from: string, to: string) => ({ name: `${from}-${to}`, from, to })

const fleet = {
  nodes: ['hosts', 'clients', 'edge', 'relay-1', 'relay-2', 'relay-3', 'redis'].map(named),
  links: [
    link('hosts', 'edge'),
    link('clients', 'edge'),
    ...[1, 2, 3].flatMap((n) => [link('edge', `relay-${n}`), link(`relay-${n}`, 'redis')]),
  ],
}
const crossed = {
  nodes: ['a', 'b', 'relay-1', 'relay-2'].map(named),
  links: ['a', 'b'].flatMap((from) => [link(from, 'relay-1'), link(from, 'relay-2')]),
}
const circle = {
  nodes: ['a', 'b', 'c'].map(named),
  links: [link('a', 'b'), link('b', 'c'), link('c', 'a'), link('b', 'b')],
}

const all = {
  'relay fleet': fleet,
  'deploy pipeline': deployPipeline().topology(),
  'log streamer': logStreamer().topology(),
  crossed,
  circle,
  nothing: { nodes: [], links: [] },
}

const both = Object.entries(all).flatMap(([name, parts]) =>
  (['right', 'down'] as const).map((direction) => ({ name, direction, ...parts })),
)

describe.each(both)('the drawing of $name, $direction', ({ nodes, links, direction }) => {
  const layout = layoutOf(nodes, links, direction)

  test('has everything, inside', () => {
    expect(layout.nodes.map(({ name }) => name)).toEqual(nodes.map(({ name }) => name))
    expect(layout.links.map(({ name }) => name)).toEqual(links.map(({ name }) => name))
    for (const box of [...layout.nodes, ...layout.links.map(({ label }) => label)]) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(layout.width)
      expect(box.y + box.height).toBeLessThanOrEqual(layout.height)
    }
  })

  test('lays no box and no label over another', () => {
    const boxes = [...layout.nodes, ...layout.links.map(({ name, label }) => ({ name, ...label }))]
    const over = boxes.flatMap((a, index) =>
      boxes.slice(index + 1).flatMap((b) => (overlaps(a, b) ? [`${a.name} and ${b.name}`] : [])),
    )
    expect(over).toEqual([])
  })
})

test('a link to a service that nobody knows is left out', () => {
  expect(layoutOf([named('a')], [link('a', 'gone')]).links).toEqual([])
})
