import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { definitionFiles, targetFiles } from './built-in.ts'
import { functionsOf } from './fixtures/functions.ts'
import { circlesIn, importsOf } from './fixtures/imports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = globSync('{harness,docker,scenarios}/**/*.{ts,mjs}', { cwd: root })
  .filter((file) => !file.includes('node_modules'))
  .sort()

const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const imports = files.flatMap((file) => importsOf(root, file, sources.get(file)!))

/** Layers of the harness, lowest first (docs/whats-here.md). A file imports from its own layer and from those below. */
const layers: readonly (readonly RegExp[])[] = [
  [/^harness\/(built-in|errors|duration|extremes|hints|json|registry|users-code|users-imports)\.ts$/],
  [/^harness\/(journal|toxiproxy)\//],
  [/^harness\/analysis\//],
  [/^harness\/metrics\//],
  [/^harness\/(report|runtime|probes)\//],
  [/^harness\/targets\//],
  [/^harness\/faults\//],
  [/^harness\/definitions\.ts$/],
  [/^harness\/guard\//],
  [/^harness\/system\//],
  [/^harness\/door\.ts$/],
  [/^harness\/systems\//],
  [/^harness\/(config\.ts$|scenario(\.ts$|\/))/],
  [/^harness\/game-day\//],
  [/^harness\/init\//],
  [/^harness\/cli\//],
  [/^harness\/vitest\//],
  [/^harness\/(bench|mutants|prose|reference)\//],
  [/^harness\/docs\//],
]

function layerOf(file: string): number {
  return layers.findIndex((patterns) => patterns.some((pattern) => pattern.test(file)))
}

const isTest = (file: string) => /\.test\.ts$|\/fixtures\//.test(file)

/** What `harness` may take from `docker`: declared constants, options and wire types, the list of programs, how these are bundled, where files are, how Node runs them and whether it did, how commands are run, and who may ask a listener. */
const declared =
  /^docker\/(images|bundle-options|packed-bundles|programs|paths|env|node-flags|shell|stalls|browser-guard|(relay|deploy-service|orchestrator)\/(constants|wire|config)|deploy-service\/records|mock-host\/(control|config)|smoke\/config|stand-in\/control|log-web\/(constants|config)|hook-relay\/(constants|scripts|wire)|receiver\/store|forge\/control|(token-issuer)\/wire)\.ts$/

/** Systems of this repository that are made as a reader's own is. */
const onTheDoor = ['deploy-pipeline', 'log-streamer', 'relay-fleet', 'webhook-delivery']

describe('imports run in one direction', () => {
  test('scenarios, and the systems that stand beside them, know one door', () => {
    const others = imports.filter(
      ({ from, to }) =>
        /^scenarios\/[^/]+\/[^/]+\.ts$/.test(from) &&
        to !== 'harness/scenario.ts' &&
        dirname(to) !== dirname(from),
    )
    expect(others).toEqual([])
  })

  test.each(onTheDoor)(
    '%s stands on the door: it knows nothing else but its own files and programs',
    (name) => {
      const own = `harness/systems/${name}/`
      const door = ['harness/door.ts', 'harness/definitions.ts']
      const others = imports.filter(
        ({ from, to }) =>
          from.startsWith(own) &&
          !isTest(from) &&
          !to.startsWith(own) &&
          !to.startsWith('docker/') &&
          !door.includes(to),
      )
      expect(others).toEqual([])
    },
  )

  test('no layer of the harness imports from one above it', () => {
    // Types vanish before anything runs, so a type may be named from above where that keeps it beside its code.
    const upward = imports.filter(({ from, to, typeOnly }) => {
      const [own, other] = [layerOf(from), layerOf(to)]
      return !isTest(from) && own !== -1 && other > own && !typeOnly
    })
    expect(upward).toEqual([])
  })

  test('no files import each other in a circle', () => {
    expect(circlesIn(imports.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })

  test('what is of no system names none', () => {
    const systems = globSync('harness/systems/*', { cwd: root }).map((path) => path.split('/').at(-1)!)
    expect(systems.length).toBeGreaterThan(3)
    const naming = files.filter(
      (file) =>
        /^harness\/(analysis|cli|faults|journal|metrics|report)\//.test(file) &&
        !isTest(file) &&
        systems.some((system) => sources.get(file)!.includes(system)),
    )
    expect(naming).toEqual([])
  })

  test('siblings of one layer do not know each other', () => {
    const folder = (file: string) => file.split('/')[1]!
    const across = imports.filter(({ from, to }) => {
      const own = layerOf(from)
      return (
        !isTest(from) &&
        own > 0 &&
        own === layerOf(to) &&
        folder(from) !== folder(to) &&
        !/^scenario/.test(folder(from))
      )
    })
    expect(across).toEqual([])
  })

  test('a target that is not ours takes nothing from anywhere', () => {
    const outside = imports.filter(({ from, to }) => {
      const own = /^scenarios\/targets\/[^/]+\//.exec(from)?.[0]
      const ours = isTest(from) || /\/(testing|gameday\.config)\.ts$/.test(from)
      return own !== undefined && !ours && !to.startsWith(own)
    })
    expect(outside).toEqual([])
  })

  test('services import nothing of the harness, and the harness only what they declare', () => {
    const fromDocker = imports.filter(
      ({ from, to }) => from.startsWith('docker/') && to.startsWith('harness/'),
    )
    const intoDocker = imports.filter(
      ({ from, to }) =>
        from.startsWith('harness/') && !isTest(from) && to.startsWith('docker/') && !declared.test(to),
    )
    expect([...fromDocker, ...intoDocker].filter(({ from }) => !isTest(from))).toEqual([])
  })
})

describe('nothing is left over', () => {
  test('no focused test', () => {
    const focused = files.filter((file) => /\b(?:test|it|describe|scenario)\.only\(/.test(sources.get(file)!))
    expect(focused.filter((file) => file !== 'harness/tidy.test.ts')).toEqual([])
  })

  test('no dead file: every file is imported, is a test or scenario, is found in its folder, or is started by name', () => {
    const imported = new Set(imports.map(({ to }) => to))
    const text = [
      ...sources.values(),
      readFileSync(join(root, 'package.json'), 'utf8'),
      readFileSync(join(root, 'vitest.config.ts'), 'utf8'),
    ].join('\n')
    const harness = join(root, 'harness')
    const found = new Set([...definitionFiles(harness, /\.ts$/), ...targetFiles(harness)])
    const dead = files.filter((file) => {
      if (found.has(join(root, file))) return false
      if (imported.has(file) || /\.(test|scenario|bench)\.ts$/.test(file)) return false
      const name = file.split('/').at(-1)!
      // Programs of ours are started by their path without extension: docker/paths.ts.
      if (text.includes(`'${file.replace(/\.ts$/, '')}'`)) return false
      return !new RegExp(`['"\`/]${name.replaceAll('.', '\\.')}['"\`]`).test(text)
    })
    expect(dead).toEqual([])
  })

  test('every scenario is found by its name', () => {
    for (const file of files.filter((name) => /^scenarios\/.*\.scenario\.ts$/.test(name))) {
      const id = file.replace(/^scenarios\//, '').replace(/\.scenario\.ts$/, '')
      expect(sources.get(file)).toContain(`scenario(\n  '${id}',`)
    }
  })

  test('no list of a journal is put on the stack, which holds some hundred thousand values', () => {
    const spread = files.filter(
      (file) =>
        /^harness\/(analysis|report)\/(?!page-script)/.test(file) &&
        !isTest(file) &&
        /Math\.(?:min|max)\([^()]*\.\.\.|\.(?:push|unshift)\(\.\.\./.test(sources.get(file)!),
    )
    expect(spread).toEqual([])
  })

  test('whether there are colours is decided by harness/cli/colour.ts alone', () => {
    const others = files.filter((file) => /picocolors\.(?!createColors\()/.test(sources.get(file)!))
    expect(others.filter((file) => file !== 'harness/tidy.test.ts')).toEqual([])
  })

  test('files stay small enough to be read in one go', () => {
    const long = files.filter((file) => !isTest(file) && sources.get(file)!.split('\n').length > 320)
    expect(long).toEqual([])
  })
  /** Longest function, lines: what fits on a screen. */
  const functionMax = 70

  test(`no function is longer than ${functionMax} lines`, () => {
    const isSuite = (file: string) => isTest(file) || file.includes('/conformance/')
    const long = files
      .filter((file) => !isSuite(file))
      .flatMap((file) =>
        functionsOf(file, sources.get(file)!)
          .filter(({ lines }) => lines > functionMax)
          .map(({ name, line, lines }) => `${file}:${line} ${name}: ${lines} lines`),
      )
    expect(long).toEqual([])
  })

  test('a function is found with its lines, whatever it is written as', () => {
    const source = [
      'function one() {',
      '  return 1',
      '}',
      'const two = () =>',
      '  2',
      'class A {',
      '  three() {',
      '    return [1].map((x) => {',
      '      return x',
      '    })',
      '  }',
      '}',
    ]
    expect(functionsOf('a.ts', source.join('\n'))).toEqual([
      { name: 'one', line: 1, lines: 3 },
      { name: 'two', line: 4, lines: 2 },
      { name: 'three', line: 7, lines: 5 },
      { name: 'three', line: 8, lines: 3 },
    ])
  })
})
