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

  it('are of other machines where they say so, all but the manager', () => {
    expect(nodes('unix:///a.sock,tcp://10.0.0.2:2376')()[1]).toEqual({
      name: 'node-2',
      socket: 'tcp://10.0.0.2:2376',
    })
    expect(nodes('tcp://10.0.0.2:2376,unix:///a.sock')).toThrow(
      /the manager, .* has to be one of this machine/,
    )
  })

  it.each([
    [undefined, 'needs nodes'],
    ['', 'needs nodes'],
    ['unix:///a.sock', 'names one engine'],
    ['unix:///a.sock,unix:///a.sock', 'names /a.sock twice'],
    ['unix:///a.sock,/b.sock', '"/b.sock" is no engine'],
    ['unix:///a.sock,tcp://10.0.0.2', '"tcp://10.0.0.2" is no engine'],
    ['unix:///a.sock,ssh://root@b', '"ssh://root@b" is no engine'],
  ])('of %s are refused', (text, message) => {
    expect(nodes(text)).toThrow(UsageError)
    expect(nodes(text)).toThrow(message)
  })
})
