import { describe } from 'vitest'
import { imagesReady } from '../../docker/images.ts'
import { disposes } from './conformance/dispose.ts'
import { ends } from './conformance/end.ts'
import { givesEnvironment } from './conformance/environment.ts'
import { execs } from './conformance/exec.ts'
import { hasFiles } from './conformance/files.ts'
import { keepsLogs } from './conformance/logs.ts'
import { pauses } from './conformance/pause.ts'
import { restarts } from './conformance/restart.ts'
import { countsSockets } from './conformance/sockets.ts'
import { starts } from './conformance/start.ts'
import { type Opener, opener } from './fixtures/open-runtime.ts'

const { ready, reason } = await imagesReady()
const required = process.env.GAMEDAY_REQUIRE_CONTAINERS === '1'
const skipContainers = !ready && !required
const why = skipContainers ? ` (skipped: ${reason})` : ''

describe('processes', () => conforms(opener('processes')))

describe.skipIf(skipContainers)(`containers${why}`, () => conforms(opener('containers')))

describe.skipIf(skipContainers)(`containers behind published ports${why}`, () =>
  conforms(async (options) => {
    const { ContainersRuntime } = await import('./containers/runtime.ts')
    return ContainersRuntime.open(options, { publish: true })
  }),
)

/** What every runtime promises. */
function conforms(open: Opener): void {
  describe('start', () => starts(open))
  describe('end', () => ends(open))
  describe('restart', () => restarts(open))
  describe('pause', () => pauses(open))
  describe('environment', () => givesEnvironment(open))
  describe('logs', () => keepsLogs(open))
  describe('sockets', () => countsSockets(open))
  describe('exec', () => execs(open))
  describe('files', () => hasFiles(open))
  describe('dispose', () => disposes(open))
}
