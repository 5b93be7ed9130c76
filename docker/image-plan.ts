import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BaseName, chooseBase } from './bases.ts'
import { type Bundle, bundle } from './bundle.ts'
import { repoRoot } from './paths.ts'

/** One image of ours: a base, and for a Node service the one file that its sources are bundled to. */
interface ImageSpec {
  readonly base: BaseName
  /** Entry point of the service, relative to the repository. */
  readonly entry?: string
}

/** Every image; its Dockerfile is in `docker/<name>/`. */
const specs = {
  relay: { base: 'node', entry: 'docker/relay/main.ts' },
  'mock-host': { base: 'node', entry: 'docker/mock-host/main.ts' },
  edge: { base: 'node', entry: 'docker/edge/main.ts' },
  toxiproxy: { base: 'node', entry: 'harness/toxiproxy/main.ts' },
  redis: { base: 'redis' },
  nginx: { base: 'nginx' },
  forge: { base: 'node', entry: 'docker/forge/main.ts' },
  'hook-relay': { base: 'node', entry: 'docker/hook-relay/main.ts' },
  receiver: { base: 'node', entry: 'docker/receiver/main.ts' },
} as const satisfies Record<string, ImageSpec>

export type ImageName = keyof typeof specs

export const imageNames = Object.keys(specs) as readonly ImageName[]

/** Images that carry a bundled Node service. */
export type ServiceName = {
  [Name in ImageName]: (typeof specs)[Name] extends { readonly entry: string } ? Name : never
}[ImageName]

function isService(name: ImageName): name is ServiceName {
  return 'entry' in specs[name]
}

/** The one file of a Node service; a few ms when its sources have not changed. */
export function bundleOf(name: ServiceName): Promise<Bundle> {
  return bundle(name, specs[name].entry)
}

/** What an image is built from, and the tag that names exactly this content. */
export interface ImagePlan {
  readonly name: ImageName
  /** `gameday/<service>:<content hash>`. */
  readonly tag: string
  readonly base: BaseName
  readonly baseImage: string
  readonly dockerfile: string
  readonly service: Bundle | undefined
}

/** Everything needed to build one image. `tags`: what the engine has, newest first. */
export async function planImage(name: ImageName, tags: readonly string[]): Promise<ImagePlan> {
  const { base } = specs[name]
  const dockerfile = join(repoRoot, 'docker', name, 'Dockerfile')
  const service = isService(name) ? await bundleOf(name) : undefined
  const baseImage = chooseBase(base, tags).image
  const hash = createHash('sha256')
    .update(await readFile(dockerfile))
    .update(`\0${service?.hash}\0${baseImage}`)
    .digest('hex')
    .slice(0, 12)
  return { name, tag: `gameday/${name}:${hash}`, base, baseImage, dockerfile, service }
}

/** True for a name of ours, false for a full image tag. */
export function isImageName(image: string): image is ImageName {
  return Object.hasOwn(specs, image)
}
