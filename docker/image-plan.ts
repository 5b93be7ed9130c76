import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BaseName, chooseBase } from './bases.ts'
import type { Bundle } from './bundle.ts'
import { packedBundle } from './packed-bundles.ts'
import { isPackage, repoRoot } from './paths.ts'

/** One image of ours: a base, and for a Node service the one file that its sources are bundled to. */
interface ImageSpec {
  readonly base: BaseName
  /** Entry point of the service, relative to the repository and without extension. */
  readonly entry?: string
  /** Where the Dockerfile is, relative to the repository. Default: `docker/<name>`. */
  readonly folder?: string
  /** Other files of that folder that the Dockerfile copies. */
  readonly files?: readonly string[]
}

/** Both programs of the target that is not ours. */
const example = { base: 'node', folder: 'scenarios/targets/example' } as const

/** Every image. */
const specs = {
  relay: { base: 'node', entry: 'docker/relay/main' },
  'mock-host': { base: 'node', entry: 'docker/mock-host/main' },
  edge: { base: 'node', entry: 'docker/edge/main' },
  smoke: { base: 'node', entry: 'docker/smoke/main' },
  'stand-in': { base: 'node', entry: 'docker/stand-in/main' },
  toxiproxy: { base: 'node', entry: 'harness/toxiproxy/main' },
  redis: { base: 'redis' },
  nginx: { base: 'nginx' },
  orchestrator: { base: 'node', entry: 'docker/orchestrator/main' },
  'deploy-service': { base: 'node', entry: 'docker/deploy-service/main' },
  vms: { base: 'node', entry: 'docker/vms/main' },
  'log-web': { base: 'node', entry: 'docker/log-web/main' },
  caddy: { base: 'caddy', files: ['Caddyfile'] },
  postgres: { base: 'postgres' },
  mariadb: { base: 'mariadb' },
  rabbitmq: { base: 'rabbitmq' },
  forge: { base: 'node', entry: 'docker/forge/main' },
  'hook-relay': { base: 'node', entry: 'docker/hook-relay/main' },
  receiver: { base: 'node', entry: 'docker/receiver/main' },
  'upstash-front': { base: 'node', entry: 'docker/upstash-front/main' },
  'token-issuer': { base: 'node', entry: 'docker/token-issuer/main' },
  'scripted-api': { base: 'node', entry: 'docker/scripted-api/main' },
  'tls-edge': { base: 'node', entry: 'docker/tls-edge/main' },
  'example-relay': { ...example, entry: 'scenarios/targets/example/relay/main' },
  'example-host': { ...example, entry: 'scenarios/targets/example/host/main' },
} as const satisfies Record<string, ImageSpec>

export type ImageName = keyof typeof specs

/** Those that can be built here: the package lacks the programs of an example. */
export const imageNames: readonly ImageName[] = (Object.keys(specs) as ImageName[]).filter((name) =>
  existsSync(folderOf(name)),
)

/** Where its Dockerfile is, absolute. */
function folderOf(name: ImageName): string {
  const { folder = `docker/${name}` }: ImageSpec = specs[name]
  return join(repoRoot, folder)
}

/** Images that carry a bundled Node service. */
export type ServiceName = {
  [Name in ImageName]: (typeof specs)[Name] extends { readonly entry: string } ? Name : never
}[ImageName]

function isService(name: ImageName): name is ServiceName {
  return 'entry' in specs[name]
}

/** Entry points of the Node services, relative to the repository, by their names. */
export const serviceEntries: Readonly<Record<string, string>> = Object.fromEntries(
  (Object.entries(specs) as [string, ImageSpec][]).flatMap(([name, { entry }]) =>
    entry === undefined ? [] : [[name, `${entry}.ts`]],
  ),
)

/** A Node service, bundled; a few ms when its sources have not changed. */
export async function bundleOf(name: ServiceName): Promise<Bundle> {
  if (isPackage) return packedBundle(name)
  // What it is made with is there in a checkout only.
  const { bundle } = await import('./bundle.ts')
  return bundle(name, serviceEntries[name]!)
}

/** What an image is built from, and the tag that names exactly this content. */
export interface ImagePlan {
  readonly name: ImageName
  /** `gameday/<service>:<content hash>`. */
  readonly tag: string
  readonly base: BaseName
  readonly baseImage: string
  readonly dockerfile: string
  /** Full paths of further files of the build context. */
  readonly files: readonly string[]
  readonly service: Bundle | undefined
}

/** Everything needed to build one image. `tags`: what the engine has, newest first. */
export async function planImage(name: ImageName, tags: readonly string[]): Promise<ImagePlan> {
  const { base, files = [] }: ImageSpec = specs[name]
  const [dockerfile, ...more] = ['Dockerfile', ...files].map((file) => join(folderOf(name), file))
  const service = isService(name) ? await bundleOf(name) : undefined
  const baseImage = chooseBase(base, tags).image
  const hash = createHash('sha256')
  for (const file of [dockerfile!, ...more]) hash.update(await readFile(file)).update('\0')
  const content = hash.update(`${service?.hash}\0${baseImage}`).digest('hex').slice(0, 12)
  const tag = `gameday/${name}:${content}`
  return { name, tag, base, baseImage, dockerfile: dockerfile!, files: more, service }
}

/** True for a name of ours, false for a full image tag. */
export function isImageName(image: string): image is ImageName {
  return Object.hasOwn(specs, image)
}
