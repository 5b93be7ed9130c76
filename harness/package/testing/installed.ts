import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { userEnvironment } from '../../cli/testing/command-line.ts'

const checkout = join(import.meta.dirname, '../../..')

/** The environment of a user in another project: nothing of this checkout is on the PATH, and the machine's state is its own. */
export function environmentIn(folder: string): Record<string, string | undefined> {
  const { PATH = '', ...env } = userEnvironment()
  const path = PATH.split(delimiter).filter((one) => !one.startsWith(checkout))
  const npm = Object.keys(env).filter((name) => name.startsWith('npm_') || name === 'NODE')
  for (const name of npm) delete env[name]
  return { ...env, PATH: path.join(delimiter), XDG_CACHE_HOME: join(folder, 'cache') }
}

export interface Ended {
  readonly code: number | null
  /** stdout and stderr in the order in which they came. */
  readonly output: string
}

/** Runs a line of a shell. */
export function shell(line: string, cwd: string, env: Record<string, string | undefined>): Promise<Ended> {
  const child = spawn('bash', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

/** `npm pack` of this checkout, as its user calls it. Gives the path of the package. */
export function pack(folder: string): string {
  const argv = ['pack', '--silent', '--pack-destination', folder]
  const { status, stdout, stderr } = spawnSync('npm', argv, {
    cwd: checkout,
    encoding: 'utf8',
    env: environmentIn(folder),
  })
  if (status !== 0) throw new Error(`npm pack: ${stderr}`)
  return join(folder, stdout.trim().split('\n').at(-1)!)
}

/** A project that has a package.json and, as linked files of another one, what is installed there. */
export function projectLike(from: string, root: string, manifest: object): void {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
  linkAll(join(from, 'node_modules'), join(root, 'node_modules'))
}

/** Hard links: a copy of 300 MB takes no time and no room. */
function linkAll(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  const { status, stderr } = spawnSync('cp', ['-al', from, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`cp: ${stderr}`)
}

/** What npm has installed in one project, for an `npm install` in another one, which then has little to do. */
export function beginWith(from: string, root: string): void {
  linkAll(join(from, 'node_modules'), join(root, 'node_modules'))
  // npm writes it anew: not into that of the other project.
  const list = 'node_modules/.package-lock.json'
  rmSync(join(root, list))
  cpSync(join(from, list), join(root, list), { preserveTimestamps: true })
}

/** The same as pnpm lays it out: everything in a store of its own, and a link to gameday. */
export function projectOfPnpm(from: string, root: string, manifest: object): void {
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
  linkAll(join(from, 'node_modules'), join(root, 'node_modules/.pnpm/gameday/node_modules'))
  symlinkSync('.pnpm/gameday/node_modules/gameday', join(root, 'node_modules/gameday'))
  const shim = '#!/bin/sh\nexec node "$(dirname "$0")/../gameday/harness/cli/gameday.mjs" "$@"\n'
  writeFileSync(join(root, 'node_modules/.bin/gameday'), shim, { mode: 0o755 })
}

/** A project's own vitest, of another version and with a configuration, both of which fail when anybody loads them. */
export function withOtherVitest(root: string): void {
  const modules = join(root, 'node_modules')
  cpSync(join(modules, 'vitest'), join(modules, 'gameday/node_modules/vitest'), { recursive: true })
  rmSync(join(modules, 'vitest'), { recursive: true })
  mkdirSync(join(modules, 'vitest'))
  const manifest = { name: 'vitest', version: '0.34.0', exports: { '.': './index.js', './*': './index.js' } }
  writeFileSync(join(modules, 'vitest/package.json'), JSON.stringify(manifest))
  writeFileSync(join(modules, 'vitest/index.js'), "throw new Error('the vitest of the project')\n")
  for (const name of ['vitest.config.mjs', 'vite.config.mjs', 'vitest.workspace.mjs'])
    writeFileSync(join(root, name), `throw new Error('${name} of the project')\n`)
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
