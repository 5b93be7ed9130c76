import { describe } from 'vitest'
import type { Opener } from '../fixtures/open-runtime.ts'
import { disposes } from './dispose.ts'
import { ends } from './end.ts'
import { givesEnvironment } from './environment.ts'
import { execs } from './exec.ts'
import { hasFiles } from './files.ts'
import { keepsLogs } from './logs.ts'
import { pauses } from './pause.ts'
import { restarts } from './restart.ts'
import { countsSockets } from './sockets.ts'
import { starts } from './start.ts'

/** What every runtime promises. */
export function conforms(open: Opener): void {
  conformsInReach(open)
  describe('environment', () => givesEnvironment(open))
  describe('logs', () => keepsLogs(open))
  describe('exec', () => execs(open))
  describe('files', () => hasFiles(open))
}

/** The part of it that hangs on how the harness reaches a service. */
export function conformsInReach(open: Opener): void {
  describe('start', () => starts(open))
  describe('end', () => ends(open))
  describe('restart', () => restarts(open))
  describe('pause', () => pauses(open))
  describe('sockets', () => countsSockets(open))
  describe('dispose', () => disposes(open))
}
