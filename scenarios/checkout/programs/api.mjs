// Takes orders: asks the stock for each, and asks again when no answer comes in time. Retries are paid from a budget of one for ten orders, and wait for
// a random time that doubles, so that they never add more than a tenth to the load of a stock that is slow.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const { HOST, PORT, STOCK_URL } = process.env
/** Broken variants: `at-once` retries without a budget or a pause, `backoff-alone` without a budget. */
const { RETRIES = 'budgeted' } = process.env
const ANSWER_MS = 500
const BASE_MS = 100
const ATTEMPTS = RETRIES === 'budgeted' ? 3 : 8
const PER_ORDER = 0.1
const BUDGET_MAX = 10

let budget = BUDGET_MAX

function mayRetry() {
  if (RETRIES !== 'budgeted') return true
  if (budget < 1) return false
  budget--
  return true
}

async function ask() {
  budget = Math.min(BUDGET_MAX, budget + PER_ORDER)
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(STOCK_URL, { signal: AbortSignal.timeout(ANSWER_MS) })
      return await answer.text()
    } catch (error) {
      if (attempt === ATTEMPTS || !mayRetry()) throw error
      if (RETRIES !== 'at-once') await sleep(Math.random() * BASE_MS * 2 ** (attempt - 1))
    }
  }
}

createServer(async (_, response) => {
  try {
    response.end(await ask())
  } catch {
    response.writeHead(503).end('the stock does not answer')
  }
}).listen(Number(PORT), HOST)
