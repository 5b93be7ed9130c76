import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { definitionFiles } from '../built-in.ts'
import { HarnessError } from '../errors.ts'
import { chartStyle, chartStyleFile } from '../game-day/page/chart-style.ts'
import { bundleForBrowser } from '../report/html/bundle.ts'
import { bundleInto, packedEntries } from './bundles.ts'
import { copyDeclarations, declaredPackages } from './declarations.ts'
import { installedWith } from './vendored.ts'

const root = join(import.meta.dirname, '../..')
const out = join(root, 'dist')

/** What is no TypeScript and goes into the package as it is. */
const asTheyAre = [
  'harness/setup/*.mjs',
  'docker/*/Dockerfile',
  'docker/caddy/Caddyfile',
  'harness/init/template/**/*',
  'harness/init/template/.github/workflows/*',
]

/** What bundles in a checkout: in the package all is bundled. */
const onlyToBundle = ['docker/bundle.js', 'docker/bundle-options.js', 'harness/report/html/bundle.js']

/** Only for a checkout: what brings packages and programs before anything else runs. */
const ofCheckouts = /^harness\/setup\/(start|dependencies|parts)\.mjs$/

/**
 * Builds `dist/`: each source file as JavaScript with its declarations, in the same place. Node takes no types out of files below
 * `node_modules`, so that a package cannot hold TypeScript. `npm pack` and `npm publish` call this.
 */
async function build(): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  const project = 'harness/package/tsconfig.json'
  compile(project, ['--emitDeclarationOnly'])
  // What an editor shows is in the declarations; beside the code, comments would be a quarter of it.
  compile(project, ['--declaration', 'false', '--removeComments'])
  for (const file of onlyToBundle) rmSync(join(out, file))
  importDefinitions('harness/scenario')
  keepDeclarations(['harness/scenario', 'harness/config', 'harness/vitest/plugin'])
  await bundleInto({ out, root, installed: installedWith(manifest), services: packedEntries })
  for (const script of ['harness/report/page-script/script', 'harness/game-day/page/script/script'])
    write(`${script}.js`, await bundleForBrowser(join(root, `${script}.ts`)))
  write(`harness/game-day/page/${chartStyleFile}`, await chartStyle())
  for (const file of globSync(asTheyAre, { cwd: root }))
    if (!ofCheckouts.test(file) && statSync(join(root, file)).isFile()) copy(file)
  const { name, version, type } = manifest
  writeFileSync(
    join(out, 'package.json'),
    `${JSON.stringify({ name, version, type, private: true }, null, 2)}\n`,
  )
}

/** @throws HarnessError with what the compiler says */
function compile(project: string, options: readonly string[] = []): void {
  const argv = ['node_modules/typescript/bin/tsc', '--project', project, ...options]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new HarnessError(`${project} cannot be compiled:\n${stdout}${stderr}`)
}

/** `./x.ts` in `from './x.ts'`, `import './x.ts'`, `import('./x.ts')` and `declare module './x.ts'`. */
const relativeImport = /((?:from|import\(?|declare module)\s*['"])(\.[^'"]*)\.ts(['"])/g

/** The same of a package. */
const packageImport = /((?:from|import\(?)\s*['"])([^.'"][^'"]*)(['"])/g

/**
 * Faults and kinds of events are found in their folders when gameday runs, and each adds its own types to those of the door: an editor finds them
 * where the door imports their declarations.
 */
function importDefinitions(door: string): void {
  const path = join(out, `${door}.d.ts`)
  const files = definitionFiles(join(out, 'harness'), /\.d\.ts$/)
  const imports = files.map(
    (file) => `import './${relative(dirname(path), file).replace(/\.d\.ts$/, '.ts')}'`,
  )
  appendFileSync(path, `${imports.join('\n')}\n`)
}

/**
 * Keeps the declarations that the doors are made of, and no others. The compiler changes `./x.ts` to `./x.js` in what runs, and leaves it
 * in declarations: so that is done here.
 */
function keepDeclarations(doors: readonly string[]): void {
  const declared = new Map<string, string>(
    declaredPackages.map((name) => [name, copyDeclarations(name, root, join(out, 'types'))]),
  )
  const kept = new Set(doors.map((door) => join(out, `${door}.d.ts`)))
  // A set also goes through what it gets meanwhile.
  for (const path of kept) {
    const text = readFileSync(path, 'utf8')
    for (const [, , imported] of text.matchAll(relativeImport))
      kept.add(join(dirname(path), `${imported}.d.ts`))
    const types = (name: string) => relative(dirname(path), declared.get(name)!)
    writeFileSync(
      path,
      text
        .replaceAll(relativeImport, '$1$2.js$3')
        .replaceAll(packageImport, (whole, before, name, after) =>
          declared.has(name) ? `${before}${types(name)}.js${after}` : whole,
        ),
    )
  }
  for (const file of globSync('{harness,docker}/**/*.d.ts', { cwd: out }))
    if (!kept.has(join(out, file))) rmSync(join(out, file))
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true })
  writeFileSync(join(out, file), text)
}

function copy(file: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true })
  copyFileSync(join(root, file), join(out, file))
}

await build()
