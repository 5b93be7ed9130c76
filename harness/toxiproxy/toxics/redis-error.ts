import { badBody } from '../api/api-error.ts'
import { shown } from '../api/fields.ts'
import { ReadingStage } from './reading-stage.ts'
import { RedisCommands } from './redis-commands.ts'
import { defineToxic, type Field, perMille, type Stub } from './toxic-type.ts'

interface RedisErrorAttributes {
  /** What is answered, its code first. */
  readonly error: string
  /** Names with spaces between them; empty: all commands. */
  readonly commands: string
  /** Of these commands, so many of a thousand. */
  readonly per_mille: number
}

const maxText = 8_192

/** One line: a Redis error ends with it. */
const line: Field<string> = {
  initial: '',
  parse(value, name) {
    if (typeof value !== 'string' || value.length > maxText || /\p{Cc}/u.test(value))
      throw badBody(
        `attribute ${name} must be one line of at most ${maxText} characters, got ${shown(value)}`,
      )
    return value
  },
}

/**
 * Ours, not in the original. Redis commands are answered with an error, on open connections as on new ones, and have no effect. In place of
 * each the server gets a script that returns the error: so answers stay in order, also in a pipeline. Within MULTI such a command is
 * queued and fails at EXEC. What is no Redis passes untouched. Only on the upstream. A connection on which half a command was swallowed
 * is closed on removal.
 */
export const redisError = defineToxic<RedisErrorAttributes>({
  name: 'redis_error',
  attributes: {
    error: { ...line, initial: "READONLY You can't write against a read only replica." },
    commands: line,
    per_mille: perMille,
  },
  start: (stub, attributes) => new RedisErrorStage(stub, attributes),
})

class RedisErrorStage extends ReadingStage<RedisErrorAttributes> {
  protected readonly reader: RedisCommands
  #error: Buffer
  #names: ReadonlySet<string>
  #perMille: number

  constructor(stub: Stub, attributes: RedisErrorAttributes) {
    super(stub)
    this.#error = scriptOf(attributes.error)
    this.#names = namesOf(attributes.commands)
    this.#perMille = attributes.per_mille
    this.reader = new RedisCommands(stub.fresh, {
      pass: (chunk) => stub.pass(chunk),
      decide: (name) => {
        if (!this.#isMeant(name)) return 'pass'
        stub.answered()
        stub.acted(0)
        return this.#error
      },
    })
  }

  update(attributes: RedisErrorAttributes): void {
    this.#error = scriptOf(attributes.error)
    this.#names = namesOf(attributes.commands)
    this.#perMille = attributes.per_mille
  }

  #isMeant(name: string): boolean {
    if (this.#names.size > 0 && !this.#names.has(name)) return false
    return this.stub.chooses(this.#perMille)
  }
}

function namesOf(commands: string): ReadonlySet<string> {
  return new Set(commands.toLowerCase().split(/\s+/).filter(Boolean))
}

/** A command that the server answers with this error. */
function scriptOf(error: string): Buffer {
  const words = ['EVAL', 'return redis.error_reply(ARGV[1])', '0', error]
  const bulks = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return Buffer.from(`*${words.length}\r\n${bulks.join('')}`)
}
