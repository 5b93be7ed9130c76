import type { SocketTable } from './runtime.ts'

/** TCP states by their number in /proc/net/tcp; source: include/net/tcp_states.h of Linux. */
const stateNames = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
]

export interface SocketSources {
  /** The TCP sockets of a network namespace; those in TIME_WAIT may be left out. */
  readonly rows: readonly SocketRow[]
  /** Targets of the links in /proc/<pid>/fd. */
  readonly descriptors: readonly string[]
}

/** Joins the sockets of a network namespace with the descriptors of one process: only its own sockets count. */
export function socketTable({ rows: all, descriptors }: SocketSources): SocketTable {
  const own = new Set(descriptors.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]))
  const rows = all.filter((row) => own.has(row.inode))
  const states: Record<string, number> = {}
  for (const { state } of rows) states[state] = (states[state] ?? 0) + 1
  const acceptQueues = rows
    .filter((row) => row.state === 'LISTEN')
    .map(({ port, receiveQueue }) => ({ port, waiting: receiveQueue }))
  const full = rows.filter((row) => row.state === 'ESTABLISHED' && row.sendQueue > 0)
  const unsentBytes = full.reduce((sum, { sendQueue }) => sum + sendQueue, 0)
  return { states, descriptors: descriptors.length, acceptQueues, unsent: full.length, unsentBytes }
}

export interface SocketRow {
  readonly inode: string
  readonly state: string
  readonly port: number
  /** Of a listening socket: connections that wait to be accepted. */
  readonly receiveQueue: number
  /** Bytes that the peer has not acknowledged. */
  readonly sendQueue: number
}

/** The sockets in a /proc/<pid>/net/tcp or tcp6. */
export function rowsOfProc(table: string): SocketRow[] {
  return table.trim().split('\n').slice(1).filter(hasOwner).map(parseRow)
}

/** Connections in TIME_WAIT belong to no process; on a busy machine they are most of the table. */
function hasOwner(line: string): boolean {
  return !/^ *\d+: \S+ \S+ 06 /.test(line)
}

/** Columns: sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …, numbers in hex but the inode. */
function parseRow(line: string): SocketRow {
  const columns = line.trim().split(/\s+/)
  const number = Number.parseInt(columns[3] ?? '', 16)
  return {
    inode: columns[9] ?? '',
    state: stateNames[number] ?? `STATE_${number}`,
    port: Number.parseInt(columns[1]?.split(':')[1] ?? '', 16),
    receiveQueue: Number.parseInt(columns[4]?.split(':')[1] ?? '', 16),
    sendQueue: Number.parseInt(columns[4]?.split(':')[0] ?? '', 16),
  }
}

/** The sockets in the output of `ss -Htane`: state, queues, addresses, then `ino:…` among others. */
export function rowsOfSs(output: string): SocketRow[] {
  return output
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [state = '', receive, send, local = ''] = line.trim().split(/\s+/)
      return {
        inode: /\bino:(\d+)/.exec(line)?.[1] ?? '',
        state: ssStates[state] ?? state.replace('-', '_'),
        port: Number(local.slice(local.lastIndexOf(':') + 1)),
        receiveQueue: Number(receive),
        // Of a listening socket ss shows how many may wait.
        sendQueue: state === 'LISTEN' ? 0 : Number(send),
      }
    })
}

/** Where ss abbreviates, or puts one more dash. */
const ssStates: Readonly<Record<string, string>> = {
  ESTAB: 'ESTABLISHED',
  'FIN-WAIT-1': 'FIN_WAIT1',
  'FIN-WAIT-2': 'FIN_WAIT2',
  UNCONN: 'CLOSE',
}
