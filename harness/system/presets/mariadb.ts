import type { Question } from '../../runtime/answering.ts'
import { findProgram } from '../../runtime/processes/program.ts'
import type { Preset, PresetPlace, PresetSpec } from '../definition.ts'
import { sqlServer } from '../sql-server.ts'

export interface MariadbOptions {
  /** Made before the first start. */
  readonly database: string
  /** May do everything, from everywhere. Default `gameday`. */
  readonly user?: string
  /** Default: none is asked for. */
  readonly password?: string
  /** Statements that are run in the new database before the server first starts. */
  readonly sql?: string
  /** Settings beside the server's own: `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * A MariaDB with one empty database, whose commits survive a kill: InnoDB with the server's own settings, listening to TCP alone. `{name.url}` is
 * `mysql://user:password@host:port/database`; `{name.user}`, `{name.password}` and `{name.database}` are its parts. Commands beside it need no address:
 * `['mariadb', '-Ne', 'SELECT …']`.
 */
export function mariadb(options: MariadbOptions): Preset {
  const { database, user = 'gameday', password = '' } = options
  return {
    ...sqlServer('mariadb', 'mysql', 32, { database, user, password }),
    question: greeting,
    spec: (place) => specOf({ ...options, user, password }, place),
  }
}

/** MySQL's protocol, "Connection Phase": the server speaks first; after four bytes of header comes 10 for a greeting, 255 for an error. */
const greeting: Question = {
  protocol: 'MySQL',
  send: '',
  judge: (answer) => (answer.length > 4 ? answer[4] === 10 : undefined),
}

/**
 * Makes the data where there is none, and becomes the server. It refuses to run as root, so that root becomes the user `mysql` of the package; the
 * capability lets that user pass through folders of root's on the way to the data. $1: the server. $2: folder of the data.
 */
const script = `set -eu
server=$1; data=$2; shift 2
as=
mkdir -p "$data"
if [ "$(id -u)" = 0 ]; then
  chown mysql "$data"
  as='setpriv --reuid=mysql --regid=mysql --clear-groups'
  $as test -x "$data" 2>/dev/null || as="$as --inh-caps=+dac_override --ambient-caps=+dac_override"
  as="$as --"
fi
cd "$data"
here=$(pwd -P)
if [ ! -e ready ]; then
  find . -mindepth 1 -delete
  (umask 077; printf '%s' "$GAMEDAY_CLIENT" > my.cnf)
  $as mariadb-install-db --no-defaults --datadir="$here/data" --auth-root-authentication-method=normal --skip-test-db >install.log 2>&1 || { cat install.log >&2; exit 1; }
  boot() { $as "$server" --no-defaults --datadir="$here/data" --bootstrap >boot.log 2>&1 || { grep ERROR boot.log >&2 || cat boot.log >&2; exit 1; }; }
  printf '%s' "$GAMEDAY_USERS" | boot
  [ -z "$GAMEDAY_SQL" ] || printf '%s' "$GAMEDAY_SQL" | boot
  : > ready
fi
exec $as "$server" --no-defaults --datadir="$here/data" --socket="$here/data/socket" --pid-file="$here/data/pid" "$@"`

/** A text within quotes of SQL, and of an option file. */
const quoted = (text: string) => text.replace(/[\\'"]/g, '\\$&')

function specOf(
  {
    database,
    user,
    password,
    sql = '',
    settings = {},
  }: Required<Pick<MariadbOptions, 'user' | 'password'>> & MariadbOptions,
  { address: { host, port }, folder }: PresetPlace,
): PresetSpec {
  const own = {
    bind_address: host,
    port: String(port),
    skip_name_resolve: '1',
    // Readiness and steady states ask without logging in: the server would shut us out after a hundred.
    max_connect_errors: String(2 ** 32 - 1),
    ...settings,
  }
  const args = Object.entries(own).map(([name, value]) => `--${name}=${value}`)
  const argv = (server: string) => ['/bin/sh', '-c', script, 'mariadb', server, folder, ...args]
  const users = [
    'FLUSH PRIVILEGES;',
    `CREATE DATABASE \`${database}\`;`,
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${quoted(password)}';`,
    `GRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION;`,
  ]
  const client = [
    '[client]',
    `host=${host}`,
    `port=${port}`,
    `user=${user}`,
    `password="${quoted(password)}"`,
    '[mysql]',
    `database=${database}`,
  ]
  return {
    program: {
      image: 'mariadb',
      containerArgv: argv('mariadbd'),
      processArgv: async () => argv(findProgram('mariadbd')),
    },
    env: {
      GAMEDAY_USERS: `${users.join('\n')}\n`,
      GAMEDAY_SQL: sql === '' ? '' : `USE \`${database}\`;\n${sql}\n`,
      GAMEDAY_CLIENT: `${client.join('\n')}\n`,
      MYSQL_HOME: folder,
    },
    stopSignal: 'SIGTERM',
  }
}
