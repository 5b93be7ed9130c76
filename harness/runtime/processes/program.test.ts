import { globSync } from 'node:fs'
import { expect, it } from 'vitest'
import { MissingPartError } from '../../errors.ts'
import { findProgram } from './program.ts'

it('finds a program on the PATH', () => {
  expect(findProgram('sh')).toMatch(/\/sh$/)
})

it('takes a full path as it is', () => {
  expect(findProgram('/opt/relay')).toBe('/opt/relay')
})

it('says how to install what is missing', () => {
  expect(() => findProgram('no-such-server')).toThrow(MissingPartError)
  expect(() => findProgram('no-such-server')).toThrow(
    /no-such-server is not on the PATH; install it: .*install .*no-such-server/,
  )
})

it("finds a server in the folder of its release, which is on nobody's PATH", (test) => {
  const [newest] = globSync('/usr/lib/postgresql/*/bin/pg_resetwal').toSorted().reverse()
  if (newest === undefined) test.skip('PostgreSQL is not installed')
  expect(findProgram('pg_resetwal')).toBe(newest)
})
