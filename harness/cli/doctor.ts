import { setTimeout as sleep } from 'node:timers/promises'
import { imagesReady, isPackage, taskCalled } from '../../docker/images.ts'
import { slownessOf } from '../analysis/slowness.ts'
import { messageOf } from '../errors.ts'
import { watchMachineSpeed } from '../probes/machine-speed.ts'
import { type LayerState, layerStates } from '../runtime/layers.ts'
import { chooseRuntime } from '../runtime/open.ts'
import { installLine } from '../runtime/processes/program.ts'
import { describeEnvironment, firstLine } from '../scenario/environment.ts'
import { onStdout } from './colour.ts'

interface Finding {
  readonly part: string
  readonly ok: boolean
  readonly found: string
  /** What it is for, and what to do when it is missing. */
  readonly hint: string
}

/** `gameday doctor`: what this machine has, what is missing, and which runtime `auto` would choose. */
export async function doctor({ json = false }: { json?: boolean }): Promise<void> {
  const [findings, auto] = await Promise.all([examine(), choice()])
  if (json) {
    console.log(JSON.stringify({ findings, auto }, null, 2))
    return
  }
  for (const { part, ok, found, hint } of findings) {
    const sign = ok ? onStdout.green('ok     ') : onStdout.yellow('missing')
    console.log(`${sign} ${part.padEnd(15)} ${found}${ok ? '' : onStdout.dim(`  (${hint})`)}`)
  }
  console.log(`\n${auto}`)
}

async function examine(): Promise<Finding[]> {
  const [speed, environment, images, ss, tcpdump, chromium, limit, layers] = await Promise.all([
    speedText(),
    describeEnvironment(),
    imagesReady(),
    firstLine('ss', '-V'),
    firstLine('tcpdump', '--version'),
    firstLine('chromium', '--version'),
    firstLine('/bin/sh', '-c', 'ulimit -n'),
    layerStates(),
  ])
  const {
    node = '',
    redis = '',
    nginx = '',
    caddy = '',
    postgres = '',
    docker = '',
    cores = '',
    memory = '',
    os = '',
  } = environment
  return [
    { part: 'machine', ok: true, found: `${cores} cores, ${memory}, ${os}`, hint: '' },
    { part: 'speed', ok: true, found: speed, hint: '' },
    {
      part: 'node',
      ok: Number.parseInt(node.slice(1), 10) >= 24,
      found: node,
      hint: isPackage ? 'use Node 24' : taskCalled('setup'),
    },
    {
      part: 'descriptors',
      ok: Number(limit) >= 1024,
      found: `${limit} per process`,
      hint: 'ulimit -n 20000',
    },
    program('redis-server', redis, forProcesses('redis-server')),
    program('nginx', nginx, forProcesses('nginx')),
    program('caddy', caddy, forProcesses('caddy')),
    {
      part: 'postgres',
      ok: postgres !== 'not installed',
      found: postgres,
      hint: 'processes runtime, shop/* and systems with postgres(); npm run setup',
    },
    {
      part: 'docker engine',
      ok: docker !== 'no engine',
      found: docker,
      hint: 'containers runtime; start Docker',
    },
    {
      part: 'images',
      ok: images.ready,
      found: images.reason,
      hint: `containers runtime; ${taskCalled('images')}`,
    },
    program('ss', ss, 'iproute2; without it sockets are read from /proc, which costs more'),
    program('tcpdump', tcpdump, 'only to test the metrics'),
    program('chromium', chromium, 'only to test the page'),
    ...layers.map(layerFinding),
  ]
}

/** What faults need beyond a proxy, by the word that scenarios say in `needs`. */
const layerFinding = ({ name, about, missing }: LayerState): Finding => ({
  part: name,
  ok: missing === undefined,
  found: missing === undefined ? about : 'cannot be had',
  hint: missing ?? '',
})

const absent = 'not installed'

/** @param found its version; undefined or `not installed` where it is not there */
const program = (part: string, found: string | undefined, hint: string): Finding => ({
  part,
  ok: found !== undefined && found !== absent,
  found: found ?? absent,
  hint,
})

const forProcesses = (program: string) =>
  `processes runtime; ${isPackage ? installLine(program) : taskCalled('setup')}`

/** Enough for four samples. */
const SPEED_MS = 1_100

async function speedText(): Promise<string> {
  using machine = watchMachineSpeed()
  await sleep(SPEED_MS)
  const speed = machine.speed()
  const slowness = speed ? slownessOf(speed) : 1
  if (slowness <= 1) return 'as quick as the reference at least'
  return `${slowness} times as slow as the reference now: metrics are less certain by as much`
}

/** What `--runtime auto` would choose, and why. */
async function choice(): Promise<string> {
  try {
    return (await chooseRuntime('auto')).reason
  } catch (error) {
    return `Runtime: neither, because ${messageOf(error)}.`
  }
}
