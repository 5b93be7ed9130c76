import { buildImages } from '../../docker/images.ts'
import { HarnessError, messageOf } from '../errors.ts'

/** `gameday images`: builds the images of the containers runtime that are missing. @throws HarnessError that names what could not be built */
export async function images({ fromDebian = false }: { fromDebian?: boolean }): Promise<void> {
  try {
    const tags = await buildImages({ fromDebian, onProgress: console.log })
    for (const tag of Object.values(tags)) console.log(`ready ${tag}`)
  } catch (error) {
    throw new HarnessError(messageOf(error))
  }
}
