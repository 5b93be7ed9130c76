import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { allMetrics } from '../analysis/metric.ts'
import { definitionFiles, loadBuiltIn } from '../built-in.ts'
import { allFaults } from '../faults/faults.ts'
import { type Declaration, type Described, Source } from './declarations.ts'
import { namesOf } from './door.ts'

const harness = join(import.meta.dirname, '..')

/** `docs/reference.md`: what scenarios can use, from the types and doc comments of the sources. */
export async function referencePage(): Promise<string> {
  await loadBuiltIn()
  const parts = [
    '# Reference',
    'Made by `npm run reference` from the types and their comments. Durations are texts such as `1.5s` or `200ms`, in scenario time. How a system and a scenario are written is in [your own system](your-own-system.md); how to add a fault, a metric or a chart in [extending](extending.md).',
    '## `system(name, definition)`',
    ...systemParts(),
    '## Presets',
    ...functionsIn('system/presets', /Options$/),
    '## Probes',
    ...functionsIn('system/probes', /Options$/),
    '## `scenario(id, meta, body)`',
    ...scenarioParts(),
    '## What a watch tells',
    ...watchParts(),
    '## Faults',
    ...faultParts(),
    '## Metrics',
    'What a watch gives, and what checks of the systems of this repository are made of. A check stores the name and the parameters.',
    ...metricParts(),
    '## A system written by hand',
    'What `system()` cannot describe is an object of the type `System`: its `start` starts services in `context.runtime`, opens links between them with `reserveLinks` and `openLinks`, and says when all is steady. The relay fleet of this repository is one.',
    ...['System', 'SystemContext', 'RunningSystem'].flatMap((name) =>
      section(new Source('system/system.ts').interface(name)),
    ),
    '## Everything by name',
    "What `import { … } from 'gameday'` gives besides `scenario` and the systems of this repository.",
    ...doorParts(),
  ]
  return `${parts.join('\n\n')}\n`
}

function systemParts(): string[] {
  const source = new Source('system/definition.ts')
  const names = ['SystemDefinition', 'Program', 'MountedImage', 'ProbeSchedule', 'ClientsDefinition']
  const extension = new Source('system/extension.ts')
  return [
    ...[...names, 'StepDefinition', 'LoggedEvent'].flatMap((name) => section(source.interface(name))),
    ...['Running', 'Extension'].flatMap((name) => section(extension.interface(name))),
  ]
}

function scenarioParts(): string[] {
  const define = new Source('scenario/define.ts')
  return [
    ...section(define.interface('ScenarioMeta')),
    ...section(define.interface('ScenarioTools')),
    ...section(new Source('system/define-system.ts').interface('SystemFixtures')),
    ...section(new Source('system/member.ts').interface('Member')),
    ...section(new Source('scenario/check.ts').interface('Limits')),
    ...section(new Source('scenario/time.ts').interface('Time')),
  ]
}

function watchParts(): string[] {
  const source = new Source('system/watch.ts')
  const names = ['ProbeMetrics', 'ClientMetrics', 'OperationMetrics', 'Stretch']
  return names.flatMap((name) => section(source.interface(name)))
}

/** Functions that the files of a folder export, each with its options. */
function functionsIn(folder: string, options: RegExp): string[] {
  const files = readdirSync(join(harness, folder)).filter((file) => /(?<!\.test)\.ts$/.test(file))
  return files.flatMap((file) => {
    const source = new Source(join(folder, file))
    const own = file.replace(/\.ts$/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    const described = source.functions().find(({ name }) => name === own)
    if (!described) return []
    return [
      `### \`${own}()\``,
      described.doc,
      ...source.interfacesLike(options).map(({ members }) => tableOf(members)),
    ]
  })
}

function faultParts(): string[] {
  const about = new Map(allFaults().map(({ name, about }) => [name, about]))
  const sources = definitionFiles(harness, /(?<!\.test)\.ts$/)
    .map((file) => relative(harness, file))
    .filter((file) => /(^|\/)faults\//.test(file))
    .map((file) => new Source(file))
  return sources
    .flatMap((source) => {
      const calls = source.augments('Faults')
      const docs = new Map(source.functions().map(({ name, doc }) => [name, doc]))
      return calls.map((call) => ({
        call,
        doc: docs.get(call.name) ?? '',
        options: source.interfacesLike(/Options$/),
      }))
    })
    .sort((a, b) => a.call.name.localeCompare(b.call.name))
    .flatMap(({ call, doc, options }) => [
      `### \`faults.${call.name}\``,
      `\`faults.${call.type}\``,
      doc || (about.get(call.name) ?? ''),
      ...options.map(({ members }) => tableOf(members)),
    ])
}

function metricParts(): string[] {
  const docs = new Map<string, string>()
  for (const file of definitionFiles(harness, /(?<!\.test)\.ts$/)) {
    if (!/(^|\/)metrics\/[^/]+$/.test(relative(harness, file))) continue
    for (const { argv, doc } of new Source(relative(harness, file)).calls())
      if (argv[0]?.startsWith("'")) docs.set(argv[0].slice(1, -1), doc)
  }
  // Not what files of others define, should they be loaded.
  const own = allMetrics().filter(({ name }) => docs.has(name))
  const rows = own.map(({ name, parameters }) => {
    const doc = (docs.get(name) ?? '').replace(new RegExp(`^\`${name}\`:?\\s*`), '')
    return `| \`${name}\` | ${parameters.map((one) => `\`${one}\``).join(', ')} | ${cell(doc)} |`
  })
  return [['| metric | parameters | |', '| --- | --- | --- |', ...rows].join('\n')]
}

function doorParts(): string[] {
  const names = namesOf('door.ts').filter(({ isType }) => !isType)
  const types = namesOf('door.ts').filter(({ isType }) => isType)
  return [names, types].map((some, index) =>
    [
      `| ${index === 0 ? 'value' : 'type'} | |`,
      '| --- | --- |',
      ...some.map(
        ({ name, doc }) => `| \`${name}\` | ${cell(doc.replace(/ ?@(?:param|returns|throws) .*/, ''))} |`,
      ),
    ].join('\n'),
  )
}

const section = ({ name, doc, members }: Declaration): string[] =>
  [`### ${name}`, doc, tableOf(members)].filter((part) => part !== '')

function tableOf(members: readonly Described[]): string {
  if (members.length === 0) return ''
  const rows = members.map(({ type, doc }) => `| \`${cell(type)}\` | ${cell(doc)} |`)
  return ['| | |', '| --- | --- |', ...rows].join('\n')
}

/** Bars would end a cell, also within code. */
const cell = (text: string) => text.replaceAll('|', '\\|')
