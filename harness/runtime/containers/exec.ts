import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type { Container } from 'dockerode'
import type { ExecResult } from '../runtime.ts'
import type { Engine } from './engine.ts'

/** The engine knows no exit code: it lost sight of the command. */
const NO_CODE = -1

/** Runs a command in a container that runs. */
export async function execIn(
  { docker }: Engine,
  container: Container,
  argv: readonly string[],
): Promise<ExecResult> {
  const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true })
  const stream = await exec.start({ stdin: true, Detach: false, Tty: false })
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  docker.modem.demuxStream(stream, stdout, stderr)
  const texts = Promise.all([text(stdout), text(stderr)])
  try {
    await finished(stream, { writable: false })
  } finally {
    stream.destroy()
    stdout.end()
    stderr.end()
  }
  const said = await texts
  const { ExitCode } = await exec.inspect()
  return { code: ExitCode ?? NO_CODE, stdout: said[0], stderr: said[1] }
}
