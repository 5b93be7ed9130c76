import type { Question } from '../runtime/answering.ts'

/** A request that no server passes on, as its target is no path: it is refused by the server that reads it, with 400. */
export const httpQuestion: Question = {
  protocol: 'HTTP',
  send: 'GET is-anybody-there HTTP/1.1\r\nhost: gameday\r\nconnection: close\r\n\r\n',
  judge: (answer) => (answer.length >= 5 ? answer.toString('latin1', 0, 5) === 'HTTP/' : undefined),
}
