import { buildImages } from '../../../docker/images.ts'
import { copyImages } from '../containers/copy-images.ts'
import { Engine } from '../containers/engine.ts'
import { connectNodes } from './connect.ts'

/**
 * Builds our images where they are missing, and copies them to the nodes that lack them, before any deadline runs.
 * @throws HarnessError that names what could not be copied
 */
export async function copyToNodes(say: (line: string) => void): Promise<void> {
  const tags = Object.values(await buildImages())
  const home = await Engine.connect()
  for (const { name, engine } of await connectNodes()) {
    say(`images of ${name}: copied where they are missing`)
    await copyImages(home, engine, tags)
  }
}
