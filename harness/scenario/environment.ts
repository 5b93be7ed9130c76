import { arch, cpus, release, totalmem, type } from 'node:os'
import { engineRequest } from '../../docker/images.ts'
import { shell } from '../../docker/shell.ts'
import manifest from '../../package.json' with { type: 'json' }
import { findProgram } from '../runtime/processes/program.ts'

/** Debian's servers are in folders that are not on everybody's PATH. */
const path = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`

/** Where a server is, wherever its package puts it; else its own name. */
function placeOf(program: string): string {
  try {
    return findProgram(program)
  } catch {
    return program
  }
}

/** First line that a command prints, or `undefined` when it is not there or fails. Bounded: a version takes milliseconds. */
export async function firstLine(program: string, ...args: string[]): Promise<string | undefined> {
  try {
    const lines = await shell({ env: { PATH: path }, timeout: '5s' })`${program} ${args}`
    return lines.trim().split('\n')[0]
  } catch {
    return undefined
  }
}

/** Where a run took place: what a reviewer has to know to judge its timings. */
export async function describeEnvironment(): Promise<Record<string, string>> {
  const [redis, nginx, caddy, postgres, docker] = await Promise.all([
    firstLine('redis-server', '--version'),
    // nginx prints its version to stderr.
    firstLine('/bin/sh', '-c', 'nginx -v 2>&1'),
    firstLine('caddy', 'version'),
    firstLine(placeOf('postgres'), '--version'),
    // Not by Docker's command line, which need not be there.
    engineRequest<{ Version: string }>('/version').catch(() => undefined),
  ])
  const processors = cpus()
  return {
    gameday: manifest.version,
    node: process.version,
    os: `${type()} ${release()} ${arch()}`,
    cores: String(processors.length),
    cpu: processors[0]?.model ?? 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    redis: /v=([\d.]+)/.exec(redis ?? '')?.[1] ?? 'not installed',
    nginx: /nginx\/([\d.]+)/.exec(nginx ?? '')?.[1] ?? 'not installed',
    caddy: /[\d.]+/.exec(caddy ?? '')?.[0] ?? 'not installed',
    postgres: /\d+(?:\.\d+)+/.exec(postgres ?? '')?.[0] ?? 'not installed',
    docker: docker?.Version ?? 'no engine',
  }
}

export interface Commit {
  /** null outside a git checkout. */
  readonly commit: string | null
  /** The working tree had changes that no commit has. */
  readonly dirty: boolean
}

export async function describeCommit(root: string): Promise<Commit> {
  const commit = await firstLine('git', '-C', root, 'rev-parse', 'HEAD')
  const changes = await firstLine('git', '-C', root, 'status', '--porcelain', '--untracked-files=no')
  return { commit: commit ?? null, dirty: Boolean(changes) }
}
