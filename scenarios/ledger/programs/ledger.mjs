// Appends each order to a file before it acknowledges it. One that cannot be written is refused, and half a line is taken back.
import { fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const { HOST, PORT, FOLDER } = process.env
/** Broken variants: `swallowed` acknowledges what it could not write, `for-good` writes nothing more after that, `half-lines` leaves them. */
const { ERRORS = 'told' } = process.env
const LINE = 1_000

mkdirSync(FOLDER, { recursive: true })
const file = openSync(join(FOLDER, 'orders'), 'a')
let size = 0
let broken = false

function append(order) {
  if (broken) throw new Error('the ledger is closed')
  const line = Buffer.from(`${order} ${'.'.repeat(LINE - order.length - 2)}\n`)
  try {
    for (let done = 0; done < LINE; ) done += writeSync(file, line, done)
    fsyncSync(file)
    size += LINE
  } catch (error) {
    if (ERRORS !== 'half-lines') ftruncateSync(file, size)
    broken = ERRORS === 'for-good'
    throw error
  }
}

createServer((request, response) => {
  const order = new URL(request.url, 'http://ledger').searchParams.get('order')
  try {
    append(order)
  } catch (error) {
    console.log(`${order} not written: ${error.message}`)
    if (ERRORS !== 'swallowed') return response.writeHead(507).end()
  }
  response.end()
}).listen(Number(PORT), HOST)
