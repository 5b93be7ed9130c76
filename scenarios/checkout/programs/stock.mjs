// Says how many of a thing are left: three questions at a time, in order, each with a look into Redis and 40 ms of work. As many servers do, it does
// not notice that somebody has given up on a question that waits.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const { HOST, PORT, STORE_URL } = process.env
const AT_ONCE = 3
const WORK_MS = 40

const waiting = []
let idle = AT_ONCE
let questions = 0

const store = new Redis(STORE_URL, { maxRetriesPerRequest: null })
store.on('error', () => {})

async function work() {
  idle--
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const sold = await store.incr('sold')
    await sleep(WORK_MS)
    console.log(`question ${next.question} answered`)
    next.response.end(`${1_000_000 - sold} left`)
  }
  idle++
}

createServer((_, response) => {
  const question = ++questions
  console.log(`question ${question} taken`)
  waiting.push({ question, response })
  if (idle > 0) void work()
}).listen(Number(PORT), HOST)
