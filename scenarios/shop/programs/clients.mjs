// Clients of the shop: each keeps a connection, and places an order twice a second until it is acknowledged.
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'

const { API, COUNT, BACKOFF_MS = '200' } = process.env

for (let number = 1; number <= Number(COUNT); number++) {
  connect(`client-${number}`)
  order(`client-${number}`)
}

function connect(client) {
  const socket = new WebSocket(API.replace('http', 'ws'))
  let connected = false
  socket.on('open', () => {
    connected = true
    console.log(`${client} connected`)
  })
  socket.on('error', () => {})
  socket.on('close', async () => {
    if (connected) console.log(`${client} lost`)
    await sleep(Number(BACKOFF_MS) * (1 + Math.random()))
    connect(client)
  })
}

async function order(client) {
  await sleep(500 * Math.random())
  for (let count = 1; ; count++) {
    const key = `${client}-${count}`
    while (!(await placed(key))) await sleep(100)
    console.log(`acknowledged ${key}`)
    await sleep(500)
  }
}

async function placed(key) {
  try {
    const answer = await fetch(`${API}/orders/${key}`, { method: 'POST', signal: AbortSignal.timeout(2_000) })
    return answer.status === 201
  } catch {
    return false
  }
}
