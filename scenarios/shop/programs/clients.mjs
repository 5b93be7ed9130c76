// Clients of the shop: each keeps a Socket.IO connection, and places an order twice a second until it is acknowledged. Each has an API, and goes to
// the next one when that is away.
import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'

const { APIS, COUNT, BACKOFF_MS = '200', NAME = 'always', RETRY_MS = '100' } = process.env
const apis = APIS.split(',')

for (let number = 1; number <= Number(COUNT); number++) {
  connect(`client-${number}`, number)
  order(`client-${number}`, number)
}

/** Broken variant: it says who it is when it first connects, and never again. */
function named(client, attempt, first) {
  return NAME === 'always' || attempt === first ? { client } : {}
}

function connect(client, attempt, first = attempt) {
  const socket = io(apis[attempt % apis.length], {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: 2_000,
    auth: named(client, attempt, first),
  })
  const again = async () => {
    await sleep(Number(BACKOFF_MS) * (1 + Math.random()))
    connect(client, attempt + 1, first)
  }
  socket.on('connect', () => console.log(`${client} connected`))
  socket.on('done', (key) => console.log(`heard ${key}`))
  socket.on('connect_error', again)
  socket.on('disconnect', () => {
    console.log(`${client} lost`)
    again()
  })
}

async function order(client, number) {
  await sleep(500 * Math.random())
  for (let count = 1; ; count++) {
    const key = `${client}-${count}`
    for (let attempt = number; !(await placed(key, attempt)); attempt++) await sleep(Number(RETRY_MS))
    console.log(`acknowledged ${key}`)
    await sleep(500)
  }
}

async function placed(key, attempt) {
  try {
    const url = `${apis[attempt % apis.length]}/orders/${key}`
    return (await fetch(url, { method: 'POST', signal: AbortSignal.timeout(2_000) })).status === 201
  } catch {
    return false
  }
}
