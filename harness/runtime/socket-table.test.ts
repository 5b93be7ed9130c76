import { expect, it } from 'vitest'
import { rowsOfProc, rowsOfSs, socketTable } from './socket-table.ts'

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
  expect(socketTable({ rows: [tcp, tcp6].flatMap(rowsOfProc), descriptors }).states).toEqual({
    LISTEN: 2,
    CLOSE_WAIT: 1,
  })
})

it('counts every descriptor', () => {
  expect(socketTable({ rows: [tcp, tcp6].flatMap(rowsOfProc), descriptors }).descriptors).toBe(5)
})

it('tells how many connections wait at each listening port', () => {
  expect(socketTable({ rows: [tcp, tcp6].flatMap(rowsOfProc), descriptors }).acceptQueues).toEqual([
    { port: 0x4608, waiting: 5 },
    { port: 8080, waiting: 0 },
  ])
})

it('tells how many established connections have a peer that does not take what was sent', () => {
  const slow = tcp.replace('01 00000000:00000000 00:00000000 00000000     0        0 74960', (row) =>
    row.replace('00000000:00000000', '0000A000:00000000'),
  )
  const own = ['socket:[74960]']
  expect(socketTable({ rows: [slow, ''].flatMap(rowsOfProc), descriptors: own })).toMatchObject({
    unsent: 1,
    unsentBytes: 0xa000,
  })
  expect(socketTable({ rows: [tcp, ''].flatMap(rowsOfProc), descriptors: own })).toMatchObject({
    unsent: 0,
    unsentBytes: 0,
  })
})

it('holds nothing where IPv6 is off and the process has no socket', () => {
  expect(socketTable({ rows: [tcp, ''].flatMap(rowsOfProc), descriptors: [] })).toEqual({
    states: {},
    descriptors: 0,
    acceptQueues: [],
    unsent: 0,
    unsentBytes: 0,
  })
})

// Lines of a real `ss -Htane exclude time-wait`: the same kinds of sockets as above, and one in FIN-WAIT-2.
const ss = `LISTEN     5      128    127.72.163.211:17928         0.0.0.0:*     ino:74958 sk:1 cgroup:/ <->
CLOSE-WAIT 1      0      127.72.163.211:17928       127.0.0.1:51196 uid:1000 ino:74959 sk:2 cgroup:/ -->
ESTAB      0      40960       127.0.0.1:51200  127.72.163.211:17928 timer:(on,200ms,0) ino:74960 sk:3 cgroup:/ <->
ESTAB      0      0      127.72.163.211:17928       127.0.0.1:51230 ino:0 sk:4 cgroup:/ <->
FIN-WAIT-2 0      0           [::1]:8080           [::1]:51231 ino:81234 sk:5 cgroup:/ -->
`

it('reads the same from ss', () => {
  const rows = rowsOfSs(ss)
  expect(rowsOfProc(tcp).slice(0, 2)).toEqual(rows.slice(0, 2))
  expect(socketTable({ rows, descriptors: [...descriptors, 'socket:[74960]'] })).toEqual({
    states: { LISTEN: 1, CLOSE_WAIT: 1, ESTABLISHED: 1, FIN_WAIT2: 1 },
    descriptors: 6,
    acceptQueues: [{ port: 0x4608, waiting: 5 }],
    unsent: 1,
    unsentBytes: 40_960,
  })
})

it('holds nothing when ss shows no socket', () => {
  expect(rowsOfSs('')).toEqual([])
})
