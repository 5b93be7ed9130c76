import { dirname } from 'node:path'
import type { Question } from '../../runtime/answering.ts'
import { findProgram } from '../../runtime/processes/program.ts'
import type { Preset, PresetPlace, PresetSpec } from '../definition.ts'
import { sqlServer } from '../sql-server.ts'

export interface PostgresOptions {
  /** Made before the first start. */
  readonly database: string
  /** Its owner and the server's superuser. Default `gameday`. */
  readonly user?: string
  /** Default: none is asked for. */
  readonly password?: string
  /** Statements that are run in the new database before the server first starts. */
  readonly sql?: string
  /** Settings beside the server's own: `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * A PostgreSQL with one empty database, whose commits survive a kill: what a server of Debian is as installed, listening to TCP alone.
 * `{name.url}` is `postgresql://user:password@host:port/database`; `{name.user}`, `{name.password}` and `{name.database}` are its parts.
 * Commands beside it need no address: `['psql', '-Atc', 'SELECT …']`.
 */
export function postgres(options: PostgresOptions): Preset {
  const { database, user = 'gameday', password = '' } = options
  return {
    ...sqlServer('postgres', 'postgresql', 63, { database, user, password }),
    question: greeting(user, database),
    spec: (place) => specOf({ ...options, user, password }, place),
  }
}

/** Protocol 3.0 of PostgreSQL, "Message Formats": the answer to a start-up message begins with R where a login goes on, with E where it is refused. */
function greeting(user: string, database: string): Question {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + parameters.length, 0)
  head.writeInt32BE(3 << 16, 4)
  return {
    protocol: 'PostgreSQL',
    send: Buffer.concat([head, parameters]),
    judge: (answer) => (answer.length > 0 ? answer.toString('latin1', 0, 1) === 'R' : undefined),
  }
}

/**
 * Makes the data where there is none, ends what a former life left at work on it, and becomes the server. It refuses to run as root, so that root
 * becomes the user `postgres` of the package; the capability lets that user pass through folders of root's on the way to the data.
 * $1: folder of the programs, or nothing. $2: folder of the data.
 */
const script = `set -eu
bin=$1; data=$2; shift 2
[ -n "$bin" ] || bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/postgres /usr/local/bin/postgres 2>/dev/null | sort -V | tail -n 1)")
as=
mkdir -p "$data"
chmod 700 "$data"
if [ "$(id -u)" = 0 ]; then
  chown postgres "$data"
  as='setpriv --reuid=postgres --regid=postgres --clear-groups'
  $as test -x "$data" 2>/dev/null || as="$as --inh-caps=+dac_override --ambient-caps=+dac_override"
  as="$as --"
fi
cd "$data"
if [ ! -e ready ]; then
  find . -mindepth 1 -delete
  login=trust; auth='-A trust'
  if [ -n "$PGPASSWORD" ]; then
    (umask 077; printf '%s' "$PGPASSWORD" > password)
    login=scram-sha-256; auth='-A scram-sha-256 --pwfile=password'
  fi
  [ "$(id -u)" != 0 ] || [ ! -e password ] || chown postgres password
  $as "$bin/initdb" --no-sync --no-locale -E UTF8 -U "$PGUSER" $auth -D data >initdb.log 2>&1 || { cat initdb.log >&2; exit 1; }
  rm -f password
  # In containers nobody comes from loopback.
  echo "host all all all $login" >> data/pg_hba.conf
  alone="$as $bin/postgres --single -j -c exit_on_error=on -c log_min_messages=error -D data"
  printf 'CREATE DATABASE "%s"' "$PGDATABASE" | $alone template1 >/dev/null
  [ -z "$GAMEDAY_SQL" ] || printf '%s' "$GAMEDAY_SQL" | $alone "$PGDATABASE" >/dev/null
  : > ready
fi
# A killed server leaves processes behind that keep the next one from its data.
find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$(pwd -P)/data" 2>/dev/null | while read -r link; do
  pid=\${link#/proc/}; kill -9 "\${pid%/cwd}" 2>/dev/null || true
done
exec $as "$bin/postgres" -D data "$@"`

function specOf(
  {
    database,
    user,
    password,
    sql = '',
    settings = {},
  }: Required<Pick<PostgresOptions, 'user' | 'password'>> & PostgresOptions,
  { address: { host, port }, folder }: PresetPlace,
): PresetSpec {
  const own = { listen_addresses: host, port: String(port), unix_socket_directories: '', ...settings }
  const args = Object.entries(own).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const argv = (bin: string) => ['/bin/sh', '-c', script, 'postgres', bin, folder, ...args]
  return {
    program: {
      image: 'postgres',
      containerArgv: argv(''),
      processArgv: async () => argv(dirname(findProgram('postgres'))),
    },
    env: {
      GAMEDAY_SQL: sql,
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: user,
      PGPASSWORD: password,
      PGDATABASE: database,
    },
    // Fast shutdown: at SIGTERM it would wait for its clients to leave.
    stopSignal: 'SIGINT',
  }
}
