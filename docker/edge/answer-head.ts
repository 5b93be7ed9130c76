import type { Socket } from 'node:net'

/** The head of an HTTP answer, read off a raw socket. */
export interface AnswerHead {
  readonly status: number
  /** Status line and headers with the empty line that ends them. */
  readonly text: string
  /** Bytes that came after the head. */
  readonly rest: Buffer
}

const endOfHead = Buffer.from('\r\n\r\n')
const maxHeadBytes = 64 * 1024

/** Reads until the head is complete; undefined when the socket ends before, or sends something else. Leaves the socket paused. */
export function readAnswerHead(socket: Socket): Promise<AnswerHead | undefined> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0)
    const finish = (head: AnswerHead | undefined): void => {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd)
      socket.pause()
      resolve(head)
    }
    const onEnd = (): void => finish(undefined)
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk])
      const end = received.indexOf(endOfHead)
      if (end >= 0) finish(parseHead(received, end + endOfHead.length))
      else if (received.length > maxHeadBytes) finish(undefined)
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd)
  })
}

function parseHead(received: Buffer, length: number): AnswerHead | undefined {
  const text = received.toString('latin1', 0, length)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  return status === undefined ? undefined : { status: Number(status), text, rest: received.subarray(length) }
}

/** The value of a header, undefined without it. */
export function headerOf({ text }: AnswerHead, name: string): string | undefined {
  const start = `${name.toLowerCase()}:`
  const line = text.split('\r\n').find((one) => one.toLowerCase().startsWith(start))
  return line?.slice(start.length).trim()
}

/** The head with one more header. */
export function withHeader({ text }: AnswerHead, name: string, value: string): string {
  return text.replace('\r\n', `\r\n${name}: ${value}\r\n`)
}
