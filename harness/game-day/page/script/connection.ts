import type { Command, Reply, Request, ServerMessage } from '../../protocol.ts'
import { backoffMs } from '../model/backoff.ts'

export interface Connection {
  /** Asks for something. Never throws: what could not be sent is refused, too. */
  send(command: Command): Promise<Reply>
}

interface Handlers {
  message(message: Exclude<ServerMessage, Reply>): void
  /** The connection is gone, and is tried again. */
  lost(): void
}

/** Somebody who waits longer wants to know. Healing takes as long as a service takes to start, the end as long as the report. */
const ANSWER_MS = 60_000

/** Keeps one WebSocket to the game-day open, whatever becomes of it. */
export function connect({ message, lost }: Handlers): Connection {
  const waiting = new Map<number, (reply: Reply) => void>()
  let socket: WebSocket | undefined
  let attempt = 0
  let lastId = 0
  const refuse = (id: number, error: string) => answer({ type: 'reply', id, ok: false, error })
  const answer = (reply: Reply) => {
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  }
  const open = () => {
    const url = new URL('live', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.search = ''
    socket = new WebSocket(url)
    socket.onmessage = ({ data }) => {
      const received = JSON.parse(String(data)) as ServerMessage
      if (received.type === 'reply') return answer(received)
      attempt = 0
      message(received)
    }
    socket.onclose = () => {
      for (const id of waiting.keys())
        refuse(id, 'The connection was lost before the answer. Look at the log whether it was done.')
      lost()
      setTimeout(open, backoffMs(attempt++))
    }
  }
  open()
  return {
    send(command) {
      const id = ++lastId
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        if (socket?.readyState !== WebSocket.OPEN)
          return refuse(id, 'Not connected: nothing was sent. Try again when the connection is back.')
        socket.send(JSON.stringify({ type: 'command', id, command } satisfies Request))
        setTimeout(() => refuse(id, 'No answer yet. Look at the log whether it was done.'), ANSWER_MS)
      })
    },
  }
}
