import type { Container, ContainerInspectInfo } from 'dockerode'
import { packTar } from 'modern-tar'
import { engineSocket } from '../../../docker/images.ts'
import { containerOptions } from './container-options.ts'
import type { ContainerPlan } from './container-plan.ts'
import { copyImages } from './copy-images.ts'
import { Engine, RefusedError } from './engine.ts'
import { foreignImage } from './foreign-image.ts'

/** Text files of a service may be read by whatever user its image runs it as. */
const FILE_MODE = 0o644

/**
 * Creates and starts a container of an engine.
 * @param what the call in words, for messages
 * @param onCreated runs before the start: what it attaches to misses no output
 * @throws RefusedError when the engine refuses; HarnessError when it does not answer
 */
export async function startContainer(
  engine: Engine,
  what: string,
  plan: ContainerPlan,
  onCreated: (container: Container) => Promise<void> = async () => {},
): Promise<ContainerInspectInfo> {
  const container = await created(engine, what, plan)
  const files = filesOf(plan)
  if (files.length > 0) {
    const archive = Buffer.from(await packTar(files))
    await engine.call(what, container.putArchive(archive, { path: '/' }))
  }
  await onCreated(container)
  await engine.call(what, container.start())
  return engine.call(what, container.inspect())
}

async function created(engine: Engine, what: string, plan: ContainerPlan): Promise<Container> {
  const options = containerOptions(plan)
  const create = () => engine.call(what, engine.docker.createContainer(options))
  try {
    return await create()
  } catch (error) {
    if (!(error instanceof RefusedError && /no such image/i.test(error.message))) throw error
    const platform = plan.own?.create.platform
    const home = engineSocket()
    if (engine.socket === home)
      await foreignImage({ tag: plan.image, ...(platform !== undefined && { platform }) })
    else await copyImages(await Engine.connect(home), engine, [plan.image])
    return create()
  }
}

function filesOf({ files, own }: ContainerPlan) {
  const described = Object.entries(files).map(([target, content]) => ({ target, content, mode: FILE_MODE }))
  return [...described, ...(own?.copied ?? [])].map(({ target, content, mode }) => ({
    header: { name: target.replace(/^\/+/, ''), size: Buffer.byteLength(content), mode },
    body: content,
  }))
}
