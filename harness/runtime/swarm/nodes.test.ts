import { describe, expect, it } from 'vitest'
import { UsageError } from '../../errors.ts'
import { nodesOf } from './nodes.ts'

const nodes = (GAMEDAY_NODES?: string) => () => nodesOf(GAMEDAY_NODES === undefined ? {} : { GAMEDAY_NODES })

describe('nodes of a swarm', () => {
  it('are named in order, the manager first', () => {
    expect(nodes('unix:///a.sock, unix:///b.sock')()).toEqual([
      { name: 'node-1', socket: '/a.sock' },
      { name: 'node-2', socket: '/b.sock' },
    ])
  })

  it.each([
    [undefined, 'needs nodes'],
    ['', 'needs nodes'],
    ['unix:///a.sock', 'names one engine'],
    ['unix:///a.sock,unix:///a.sock', 'names /a.sock twice'],
    ['unix:///a.sock,tcp://10.0.0.2:2376', '"tcp://10.0.0.2:2376" is no unix:// socket'],
    ['unix:///a.sock,/b.sock', '"/b.sock" is no unix:// socket'],
  ])('of %s are refused', (text, message) => {
    expect(nodes(text)).toThrow(UsageError)
    expect(nodes(text)).toThrow(message)
  })
})
