import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { sqlEntries } from '../../systems/relay-fleet/probes/directory-sql.ts'
import { runtimesWith, startedServices } from '../fixtures/started.ts'
import { postgres } from './postgres.ts'

const sql = "CREATE TABLE orders (id text PRIMARY KEY);\n\nINSERT INTO orders VALUES ('first');"

for (const { kind, skip, why } of await runtimesWith('postgres', 'postgres'))
  describe.skipIf(skip)(`postgres on ${kind}${why}`, () => {
    test('answers, keeps what was committed over a kill, and fsyncs', async () => {
      const db = postgres({ database: 'shop', password: 'a secret/', sql })
      await using system = await startedServices(kind, { db })
      const service = system.services.get('db')!
      const url = db.url(system.context.runtime.reach(service.spec.ports.main!))

      const client = new Client({ connectionString: url })
      // The kill below breaks it.
      client.on('error', () => {})
      await client.connect()
      expect((await client.query('SHOW fsync')).rows).toEqual([{ fsync: 'on' }])
      await client.query("INSERT INTO orders VALUES ('second')")
      // A directory that a target keeps in it, over the same kill.
      const directory = sqlEntries(url, "SELECT id, id || '@ams' FROM orders ORDER BY id")
      expect(await directory.read()).toEqual({ first: 'first@ams', second: 'second@ams' })
      await service.kill()
      await expect(directory.read()).rejects.toThrow()
      await service.restart()
      expect(await directory.read()).toEqual({ first: 'first@ams', second: 'second@ams' })
      directory.close()
      expect(service.logs().some(({ text }) => text.includes('automatic recovery in progress'))).toBe(true)

      const kept = await service.exec(['psql', '-Atc', 'SELECT id FROM orders ORDER BY id'])
      expect(kept).toMatchObject({ code: 0, stdout: 'first\nsecond\n' })
      const wrong = new Client({ connectionString: url.replace('a%20secret', 'guess') })
      await expect(wrong.connect()).rejects.toThrow('password authentication failed')
    })

    test('says which statement of its own SQL is wrong', async () => {
      const db = postgres({ database: 'shop', sql: 'CREATE TABEL orders (id text);' })
      await expect(startedServices(kind, { db })).rejects.toThrow('syntax error at or near "TABEL"')
    })
  })
