import { HarnessError, messageOf } from '../../errors.ts'
import type { Engine } from './engine.ts'

/** Images of a run are less than 2 GB; a slow disk takes 10 MB/s. */
const COPY_MS = 5 * 60_000

/**
 * Copies images that one engine has to another one that lacks them, in one stream: they share most of their layers.
 * @throws HarnessError that names what could not be copied
 */
export async function copyImages(from: Engine, to: Engine, tags: readonly string[]): Promise<void> {
  const there = await tagsOf(to)
  const missing = tags.filter((tag) => !there.has(tag))
  if (missing.length === 0) return
  const docker = from.docker as Engine['docker'] & ManyImages
  try {
    const copying = docker
      .getImages({ names: missing })
      .then((stream) => to.docker.loadImage(stream).then(ended))
    await to.call(`load ${missing.join(', ')} at ${to.socket}`, copying, COPY_MS)
  } catch (error) {
    throw new HarnessError(
      `${missing.join(', ')} could not be copied from the engine at ${from.socket}: ${messageOf(error)}`,
    )
  }
}

/** A call of dockerode that its types lack. */
interface ManyImages {
  getImages(options: { readonly names: readonly string[] }): Promise<NodeJS.ReadableStream>
}

async function tagsOf(engine: Engine): Promise<ReadonlySet<string>> {
  const images = await engine.call('list images', engine.docker.listImages())
  return new Set(images.flatMap(({ RepoTags }) => RepoTags ?? []))
}

/** What the engine says while it loads is of no use, but has to be read. */
async function ended(stream: NodeJS.ReadableStream): Promise<void> {
  for await (const _ of stream) {
    // Its end is the success.
  }
}
