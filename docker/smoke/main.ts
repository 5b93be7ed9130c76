import { request } from 'node:http'
import type { Env } from '../env.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { preferRegionHeader } from '../relay/wire.ts'
import { parseSmokeConfig, type SmokeConfig } from './config.ts'
import { faultOf, type HealthAnswer } from './judge.ts'

/** Asks every region for its health, as a deploy does between two regions. Exit code 0: all serve; 1: one does not. */
async function smoke(env: Env): Promise<void> {
  const config = parseSmokeConfig(env)
  log('asking', { regions: config.regions.join(',') })
  const green = await Promise.all(config.regions.map((region) => serves(region, config)))
  const passed = green.every(Boolean)
  log(passed ? 'green' : 'red')
  process.exit(passed || !config.exitsRed ? 0 : 1)
}

async function serves(region: string, config: SmokeConfig): Promise<boolean> {
  const fault = await ask(region, config).then((answer) => faultOf(answer, region, config), reasonOf)
  log(fault === undefined ? 'region serves' : 'region failed', { region, reason: fault })
  return fault === undefined
}

/** Through the edge, on a connection of its own. @throws Error when no whole answer came in time. */
function ask(region: string, { edgeUrl, path, timeoutMs }: SmokeConfig): Promise<HealthAnswer> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => asking.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const asking = request(new URL(path, edgeUrl), {
      agent: false,
      headers: { [preferRegionHeader]: region },
    })
    asking.on('error', reject)
    asking.on('close', () => clearTimeout(limit))
    asking.on('response', (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
    asking.end()
  })
}

await run(smoke)
