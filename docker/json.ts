import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './relay/body.ts'

/** Ends an answer with a JSON body. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** The JSON body of a request; undefined when there is none that can be read. */
export async function readJson<T>(request: IncomingMessage): Promise<T | undefined> {
  try {
    return JSON.parse(String(await readBody(request))) as T
  } catch {
    return undefined
  }
}
