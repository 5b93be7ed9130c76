import {
  type BaseName,
  buildImages,
  chooseBase,
  type ImageName,
  isImageName,
  localTags,
} from '../../../docker/images.ts'
import { HarnessError } from '../../errors.ts'

/** Tags found or built by this process, so that the engine is asked once. */
const tags = new Map<ImageName, Promise<string>>()

/** The image with Node that ours are made from. */
const NODE_BASE = 'base:node'

/** Of a container that only keeps something. Any image with coreutils; this one is in every run. */
export const holderImage = 'toxiproxy'

/** Full tag of an image; one of ours is built when it is missing. */
export function imageOf(image: string): Promise<string> {
  if (image === NODE_BASE) return baseOf('node')
  if (!isImageName(image)) return Promise.resolve(image)
  const known = tags.get(image) ?? build(image)
  tags.set(image, known)
  return known
}

async function baseOf(name: BaseName): Promise<string> {
  return chooseBase(name, await localTags()).image
}

async function build(name: ImageName): Promise<string> {
  try {
    return (await buildImages({ names: [name] }))[name]!
  } catch (error) {
    tags.delete(name)
    throw new HarnessError((error as Error).message)
  }
}
