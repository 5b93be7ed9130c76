import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** A tiny server to begin with: put a program of yours in its place. */
const { HOST = '127.0.0.1', PORT = '8080', START_MS = '0' } = process.env

await sleep(Number(START_MS))
createServer((_, response) => response.end('hello')).listen(Number(PORT), HOST)
