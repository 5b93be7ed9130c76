import { expect, it } from 'vitest'
import { socketTable } from './socket-table.ts'

// Lines of a real /proc/net/tcp: a listener with 5 connections waiting, an own connection in CLOSE_WAIT, one of another
// process, and one that waits to be accepted and so belongs to nobody.
const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: D3A4347F:4608 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0        0 74958 6 000000003c0c6e4b 100 0 0 10 0
   1: D3A4347F:4608 0100007F:C7FC 08 00000000:00000001 00:00000000 00000000     0        0 74959 1 0000000000459527 20 4 0 10 -1
   2: 0100007F:C800 D3A4347F:4608 01 00000000:00000000 00:00000000 00000000     0        0 74960 2 00000000e893121e 20 0 0 10 -1
   3: D3A4347F:4608 0100007F:C81E 01 00000000:00000000 00:00000000 00000000     0        0 0 1 00000000418aa0bd 20 0 0 10 -1
`
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 81234 1 0000000000000000 100 0 0 10 0
`
const descriptors = [
  '/dev/null',
  'socket:[74958]',
  'socket:[74959]',
  'socket:[81234]',
  'anon_inode:[eventpoll]',
]

it('counts only the sockets of the process, by state', () => {
  expect(socketTable({ tables: [tcp, tcp6], descriptors }).states).toEqual({ LISTEN: 2, CLOSE_WAIT: 1 })
})

it('counts every descriptor', () => {
  expect(socketTable({ tables: [tcp, tcp6], descriptors }).descriptors).toBe(5)
})

it('tells how many connections wait at each listening port', () => {
  expect(socketTable({ tables: [tcp, tcp6], descriptors }).acceptQueues).toEqual([
    { port: 0x4608, waiting: 5 },
    { port: 8080, waiting: 0 },
  ])
})

it('tells how many established connections have a peer that does not take what was sent', () => {
  const slow = tcp.replace('01 00000000:00000000 00:00000000 00000000     0        0 74960', (row) =>
    row.replace('00000000:00000000', '0000A000:00000000'),
  )
  const own = ['socket:[74960]']
  expect(socketTable({ tables: [slow, ''], descriptors: own })).toMatchObject({
    unsent: 1,
    unsentBytes: 0xa000,
  })
  expect(socketTable({ tables: [tcp, ''], descriptors: own })).toMatchObject({ unsent: 0, unsentBytes: 0 })
})

it('holds nothing where IPv6 is off and the process has no socket', () => {
  expect(socketTable({ tables: [tcp, ''], descriptors: [] })).toEqual({
    states: {},
    descriptors: 0,
    acceptQueues: [],
    unsent: 0,
    unsentBytes: 0,
  })
})
