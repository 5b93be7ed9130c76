// Places an order every 50 ms, whatever becomes of those before.
const { LEDGER_URL } = process.env
const EVERY_MS = 50
const ANSWER_MS = 2_000

let orders = 0

async function place(order) {
  console.log(`sends ${order}`)
  const taken = await fetch(`${LEDGER_URL}/?order=${order}`, {
    method: 'POST',
    signal: AbortSignal.timeout(ANSWER_MS),
  }).then(
    ({ ok }) => ok,
    () => false,
  )
  console.log(`${taken ? 'acknowledged' : 'refused'} ${order}`)
}

setInterval(() => void place(`order-${++orders}`), EVERY_MS)
