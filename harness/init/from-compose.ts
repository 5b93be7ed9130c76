import { basename, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.ts'
import { type ComposeSystem, compose } from '../system/compose/compose.ts'
import type { NewFile } from './files.ts'

/** What is written of a Compose file, and what is to be said of it. */
export interface FromCompose {
  readonly files: readonly NewFile[]
  readonly leftOut: readonly string[]
}

type Services = ComposeSystem['services']

/** A service that is killed, and another one through which it shows. */
interface Chosen {
  readonly victim: string
  readonly probed: string
}

/** Ports at which something else than HTTP is usual. */
const notHttp = [1433, 1883, 3306, 4222, 5432, 5672, 6379, 9042, 9092, 11_211, 27_017]

/**
 * A system of the services of a Compose file, and a scenario that kills one of them.
 * @throws UsageError for a file that cannot be read
 */
export function fromCompose(root: string, file: string): FromCompose {
  const path = resolve(root, file)
  const { services, leftOut } = compose(path)
  const name = nameOf(path)
  const chosen = choose(services)
  const folder = `scenarios/${name}`
  const url = relative(resolve(root, folder), path).split(sep).join('/')
  return {
    leftOut,
    files: [
      { path: `${folder}/${name}.ts`, text: systemText(name, url, services, chosen) },
      { path: `${folder}/${fileName(chosen.victim)}-killed.scenario.ts`, text: scenarioText(name, chosen) },
    ],
  }
}

/** The folder of the file is the project, as with Compose. */
const nameOf = (path: string) => fileName(basename(resolve(path, '..'))) || 'system'

const fileName = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')

/** @throws UsageError where nothing is known to listen */
function choose(services: Services): Chosen {
  const names = Object.keys(services)
  const single = (name: string) => services[name]!.copies === undefined && services[name]!.ready !== 'exit'
  const listening = names.filter((name) => services[name]!.ports.length > 0 && single(name))
  // Who is used by nobody is where users come in.
  const isUsed = (name: string) =>
    names.some((other) => services[other]!.peers.some(({ service, linked }) => service === name && linked))
  const probed = listening.find((name) => !isUsed(name)) ?? listening[0]
  if (probed === undefined)
    throw new UsageError('no service of the file says by `ports` or `expose` where it listens: add one')
  const used = services[probed]!.peers.find(({ service, linked }) => linked && single(service))
  return { probed, victim: used?.service ?? probed }
}

function systemText(name: string, url: string, services: Services, { probed }: Chosen): string {
  const { ports, container } = services[probed]!
  const isHttp = !notHttp.includes(ports[0]!)
  const path = /https?:\/\/[^/\s'"]+(\/[^\s'")]*)/.exec(
    [container.create.Healthcheck?.Test ?? []].flat().join(' '),
  )?.[1]
  const probe = isHttp ? `http({ to: '${probed}', path: '${path ?? '/'}' })` : `tcp({ to: '${probed}' })`
  return `import { compose, ${isHttp ? 'http, system' : 'system, tcp'} } from 'gameday'

/** The services of ${basename(url)}, in containers. Between two that use each other stands a proxy under the other's own name and port. */
export const ${variable(name)} = system('${name}', {
  ...compose(new URL('${url}', import.meta.url), {
    // Those named here are started, with what they depend on. Services that no profile is asked for stay away.
    services: [${Object.keys(services)
      .map((service) => `'${service}'`)
      .join(', ')}],
  }),
  // ${isHttp ? 'A request' : 'A connection'} every 100 ms, whatever the answers do.
  probes: { answers: ${probe} },
})
`
}

function scenarioText(name: string, { victim, probed }: Chosen): string {
  const shown = victim === probed ? 'is away for' : `keeps ${probed} away for`
  return `import { scenario } from 'gameday'
import { ${variable(name)} } from './${name}.ts'

scenario(
  '${name}/${fileName(victim)}-killed',
  {
    hypothesis: '${victim} killed and started again after 500 ms ${shown} less than 10 s.',
    system: ${variable(name)},
    // Add a variant with one mistake that this scenario must see, such as a wait that is too long:
    // broken: { 'timeout=30s': { ${property(probed)}: { env: { TIMEOUT_MS: '30000' } }, failsOn: ['${probed} away'] } },
    broken: {},
  },
  async ({ services, faults, watch, check, time }) => {
    using during = watch()
    await time.pass('1s')
    await faults.kill(services${member(victim)})
    await services${member(victim)}.restart({ after: '500ms' })
    await time.pass('5s')
    check('${probed} away', during.probes.answers.longestOutage()).atMost('10s')
  },
)
`
}

const isWord = (name: string) => /^[A-Za-z_]\w*$/.test(name)
const member = (name: string) => (isWord(name) ? `.${name}` : `['${name}']`)
const property = (name: string) => (isWord(name) ? name : `'${name}'`)

const reserved = [
  'compose',
  'http',
  'system',
  'tcp',
  'scenario',
  'default',
  'package',
  'public',
  'new',
  'class',
]
/** `own-shop` as a name in code: `ownShop`. */
function variable(name: string): string {
  const camel = name.replaceAll(/-+(.)/g, (_, letter: string) => letter.toUpperCase())
  return reserved.includes(camel) ? `${camel}System` : camel
}
