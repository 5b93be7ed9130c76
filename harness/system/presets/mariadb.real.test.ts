import { describe, expect, test } from 'vitest'
import { sqlEntries } from '../../systems/relay-fleet/probes/directory-sql.ts'
import { runtimesWith, startedServices } from '../fixtures/started.ts'
import { mariadb } from './mariadb.ts'

const sql = "CREATE TABLE orders (id varchar(9) PRIMARY KEY);\nINSERT INTO orders VALUES ('first');"

for (const { kind, skip, why } of await runtimesWith('mariadbd', 'mariadb'))
  describe.skipIf(skip)(`mariadb on ${kind}${why}`, () => {
    test('answers, and keeps what was committed over a kill', async () => {
      const db = mariadb({ database: 'shop', password: `a 'secret"/`, sql })
      await using system = await startedServices(kind, { db })
      const service = system.services.get('db')!
      const ask = (statement: string) => service.exec(['mariadb', '-Ne', statement])
      // A directory that a target keeps in it, over the kill below.
      const url = db.url(system.context.runtime.reach(service.spec.ports.main!))
      const directory = sqlEntries(url, "SELECT id, concat(id, '@ams') FROM orders ORDER BY id")
      expect(await directory.read()).toEqual({ first: 'first@ams' })

      expect(await ask('SELECT @@innodb_flush_log_at_trx_commit')).toMatchObject({ code: 0, stdout: '1\n' })
      expect(await ask("INSERT INTO orders VALUES ('second')")).toMatchObject({ code: 0 })
      await service.kill()
      await expect(directory.read()).rejects.toThrow()
      await service.restart()
      expect(await directory.read()).toEqual({ first: 'first@ams', second: 'second@ams' })
      directory.close()
      const stranger = sqlEntries(url.replace(/:[^:@]*@/, ':guess@'), 'SELECT 1, 2')
      await expect(stranger.read()).rejects.toThrow('Access denied')
      expect(service.logs().some(({ text }) => text.includes('Starting crash recovery'))).toBe(true)

      expect(await ask('SELECT id FROM orders ORDER BY id')).toMatchObject({
        code: 0,
        stdout: 'first\nsecond\n',
      })
      const wrong = await service.exec(['mariadb', '--password=guess', '-Ne', 'SELECT 1'])
      expect(wrong.stderr).toContain('Access denied')
    })

    test('says which statement of its own SQL is wrong', async () => {
      const db = mariadb({ database: 'shop', sql: 'CREATE TABEL orders (id text);' })
      await expect(startedServices(kind, { db })).rejects.toThrow("near 'TABEL orders")
    })
  })
