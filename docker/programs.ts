import { bundleOf, type ServiceName } from './image-plan.ts'
import { nodeFlags } from './node-flags.ts'

/** What to run, in a container or as a local process. */
export interface Program {
  /** Name of an image of ours, or a full image tag. */
  readonly image: string
  readonly containerArgv: readonly string[]
  /** argv of the local process; builds the bundle when its sources have changed. */
  readonly processArgv: () => Promise<readonly string[]>
}

// Nothing is kept on disk. Only loopback or the run's own network reaches it (the caller gives --bind and --port), so that
// the guard against open servers, which refuses every address but 127.0.0.1, is off.
const redisArgv = ['redis-server', '--save', '', '--appendonly', 'no', '--protected-mode', 'no']

/** The programs that the harness ships, for both runtimes. */
export const programs = {
  relay: nodeProgram('relay'),
  mockHost: nodeProgram('mock-host'),
  edge: nodeProgram('edge'),
  smoke: nodeProgram('smoke'),
  standIn: nodeProgram('stand-in'),
  toxiproxy: nodeProgram('toxiproxy'),
  orchestrator: nodeProgram('orchestrator'),
  deployService: nodeProgram('deploy-service'),
  vms: nodeProgram('vms'),
  forge: nodeProgram('forge'),
  hookRelay: nodeProgram('hook-relay'),
  receiver: nodeProgram('receiver'),
  upstashFront: nodeProgram('upstash-front'),
  tokenIssuer: nodeProgram('token-issuer'),
  scriptedApi: nodeProgram('scripted-api'),
  tlsEdge: nodeProgram('tls-edge'),
  redis: { image: 'redis', containerArgv: redisArgv, processArgv: async () => redisArgv },
  // The caller gives the file, which it writes to, and `--sentinel`.
  redisSentinel: {
    image: 'redis',
    containerArgv: ['redis-server'],
    processArgv: async () => ['redis-server'],
  },
  // The caller gives `-p` and `-c`.
  nginx: { image: 'nginx', containerArgv: ['nginx'], processArgv: async () => ['nginx'] },
  logWeb: nodeProgram('log-web'),
} as const satisfies Record<string, Program>

function nodeProgram(name: ServiceName): Program {
  return {
    image: name,
    containerArgv: ['node', ...nodeFlags, '/srv/service.mjs'],
    processArgv: async () => [process.execPath, ...nodeFlags, (await bundleOf(name)).file],
  }
}

/** A Node program of ours as a service of a system is described: where it listens and how fast it runs are filled in when it starts. */
export const described = ({ image, processArgv, containerArgv }: Program, env: Record<string, string>) => ({
  command: processArgv,
  image,
  argv: containerArgv,
  env: { HOST: '{host}', PORT: '{port}', TIME_SCALE: '{timeScale}', ...env },
  ready: { log: /"msg":"listening"/ },
})
