import { setting } from '../settings.ts'
import { Host } from './host.ts'

const name = setting('HOST_NAME', /^[\w.-]+$/)

function say(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${name}: ${text}\n`)
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))
say('starting')
new Host({ name, url: setting('RELAY_URL', /^wss?:/), token: setting('HOST_TOKEN'), say }).start()
