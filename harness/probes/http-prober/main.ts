import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { watchStalls } from '../../../docker/stalls.ts'
import { loadAsk, sendByAsking } from './ask.ts'
import { ProbeLoop } from './loop.ts'
import { Outbox } from './outbox.ts'
import { lineWords, type ToProber } from './protocol.ts'

// The prober's process. It lives as long as its stdin: when the harness dies, however it dies, stdin closes.

// Not process.stdout: that blocks on a pipe, and a harness that is slow to read would make the probes late.
const stdout = new Socket({ fd: 1, readable: false, writable: true })
stdout.on('error', () => process.exit(1))

// A terminal's Ctrl-C reaches this process too; when it ends is for the harness to say.
process.on('SIGINT', () => {})

const outbox = new Outbox((lines) => stdout.write(lines))
let loop: ProbeLoop | undefined

watchStalls((stall) => loop?.stalled(stall))

createInterface({ input: process.stdin })
  .on('line', (line) => void handleMessage(JSON.parse(line) as ToProber))
  .on('close', () => process.exit(0))

async function handleMessage(command: ToProber): Promise<void> {
  if (command.type === 'start') {
    const { module } = command.config
    const ask = module === undefined ? undefined : await loadAsk(module)
    loop = new ProbeLoop(command.config, outbox, ask && ((target) => sendByAsking(ask, target)))
    stdout.write(`${lineWords.ready}\n`)
  } else if (command.type === 'once') loop?.once(command.id, command.request)
  else if (command.type === 'settle') loop?.settle(() => stdout.write(`${lineWords.settled}\n`))
  else if (command.type === 'usage') stdout.write(`${lineWords.usage}${JSON.stringify(usage())}\n`)
  else if (loop) loop.stop(command.graceMs, leave)
  else leave()
}

function leave(): void {
  stdout.end(() => process.exit(0))
}

function usage() {
  const { user, system } = process.cpuUsage()
  return { cpuUs: user + system, rssBytes: process.memoryUsage.rss(), sent: loop?.sent ?? 0 }
}
