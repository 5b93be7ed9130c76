import { isBroken } from '../analysis/moments.ts'
import type { Header } from '../journal/events.ts'

/** The command that repeats an execution: the same scenario, runtime, profile and seed, so the same plan. */
export function repeatCommand(header: Header, argv: readonly string[]): string {
  const { scenario, runtime, profile, seed, target, variant } = header
  // A game-day by hand: its system, to be broken by people again.
  if (argv[0] === 'up') return ['gameday', ...argv].map(quoted).join(' ')
  const hosts = optionOf(argv, '--hosts')
  const config = target === undefined ? undefined : optionOf(argv, '--config')
  const parts = [
    ...['gameday', 'run', scenario, '--runtime', runtime, '--profile', profile, '--seed', String(seed)],
    ...(hosts === undefined ? [] : ['--hosts', hosts]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(config === undefined ? [] : ['--config', config]),
    ...(isBroken(header) ? ['--broken'] : variant === 'current' ? ['--no-broken'] : []),
  ]
  return parts.map(quoted).join(' ')
}

/** What it ran with: `node v24.21.0, Linux 6.18.44 x64, redis 7.0.15`. What was not there is left out. */
export function ranWith({ environment }: Header): string {
  const { node, os, cores: _, cpu: __, memory: ___, ...programs } = environment
  const there = Object.entries(programs).filter(([, version]) => !/^(not installed|no engine)$/.test(version))
  return [node && `node ${node}`, os, ...there.map(([name, version]) => `${name} ${version}`)]
    .filter(Boolean)
    .join(', ')
}

function optionOf(argv: readonly string[], name: string): string | undefined {
  const index = argv.indexOf(name)
  if (index !== -1) return argv[index + 1]
  return argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** A word as a shell takes it. */
const quoted = (word: string) => (/^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
