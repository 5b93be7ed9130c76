import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { main, userEnvironment } from './testing/command-line.ts'

function shell(script: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...userEnvironment(), GAMEDAY: `${process.execPath} ${main}` }
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', env })
}

const canMount = shell('unshare -m true').status === 0

test.skipIf(!canMount)('a disk that fills up while the run goes on: small files, summary, no rest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-disk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const at = join(folder, 'small')
  // Room to start; the filler leaves 110 KB, enough for the journal and the small files and too little for the page.
  const script = `mkdir ${at} && mount -t tmpfs -o size=420k tmpfs ${at} &&
    $GAMEDAY run relay/rst --no-broken --runtime processes --hosts 10 --out ${at}/run & run=$!
    while ! [ -e ${at}/run/scenarios ] && kill -0 $run; do sleep 0.1; done
    head -c $(( $(df --output=avail -k ${at} | tail -1) - 110 ))k /dev/zero > ${at}/filler
    wait $run; code=$?; ls ${at}/run; echo "code $code"`
  const { stdout, stderr } = shell(`unshare -m bash -c '${script}'`)
  expect(stderr).toMatch(/cannot be written: no space is left on its disk \(ENOSPC\)/)
  expect(stderr).not.toContain('internal error')
  expect(stdout).toMatch(/(passed|failed|inconclusive) +relay\/rst/)
  expect(stdout).toContain('summary.md')
  expect(stdout).not.toContain('.tmp')
  expect(stdout).toMatch(/code [12]\n$/)
})
