import { messageOf } from '../../errors.ts'
import { quotableLine } from '../../plain-text.ts'
import type { Command, Reply, Role } from '../protocol.ts'
import { idOf, readRequest } from './messages.ts'

/** Carries out a command and gives a line that says what was done; throws for what cannot be. */
export type CarryOut = (command: Command, role: Role) => Promise<string>

/** The answer to a message of a viewer or a command, whatever is in it. */
export async function answerTo(text: string, role: Role, carryOut: CarryOut): Promise<Reply> {
  let id = idOf(text)
  try {
    const request = readRequest(text)
    id = request.id
    return { type: 'reply', id, ok: true, text: await carryOut(request.command, role) }
  } catch (error) {
    return { type: 'reply', id, ok: false, error: quotableLine(messageOf(error)) }
  }
}
