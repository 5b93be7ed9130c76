import { UsageError } from '../../errors.ts'
import type { Question } from '../../runtime/answering.ts'
import { findProgram } from '../../runtime/processes/program.ts'
import type { Preset, PresetPlace, PresetSpec } from '../definition.ts'

export interface RabbitmqOptions {
  /** May do everything. Default `gameday`. */
  readonly user?: string
  /** Default `gameday`. */
  readonly password?: string
  /** Virtual host that is there from the start. Default `/`. */
  readonly vhost?: string
  /** Lines of `rabbitmq.conf` beside its own: `{ consumer_timeout: '60000' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Plugins that are switched on: `['rabbitmq_consistent_hash_exchange']`. They may listen nowhere else. */
  readonly plugins?: readonly string[]
}

/**
 * A RabbitMQ of one node, whose durable queues and persistent messages survive a kill, listening for AMQP alone: it takes part in no
 * cluster, so `rabbitmqctl` does not reach it. `{name.url}` is `amqp://user:password@host:port/vhost`; `{name.user}`, `{name.password}`
 * and `{name.vhost}` are its parts.
 * @throws UsageError for a name of a plugin or a setting that could end its line
 */
export function rabbitmq(options: RabbitmqOptions = {}): Preset {
  const { user = 'gameday', password = 'gameday', vhost = '/' } = options
  const { settings = {}, plugins = [] } = options
  const wrong = [...plugins, ...Object.entries(settings).flat(), user, password, vhost].find((text) =>
    /[\r\n]/.test(text),
  )
  if (wrong !== undefined)
    throw new UsageError(`rabbitmq(): ${JSON.stringify(wrong)} has a line break, which no setting can have`)
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  const path = vhost === '/' ? '' : `/${encodeURIComponent(vhost)}`
  return {
    preset: 'rabbitmq',
    url: ({ host, port }) => `amqp://${login}@${host}:${port}${path}`,
    values: { user, password, vhost },
    question: greeting,
    readyTimeoutMs,
    spec: (place) => specOf({ user, password, vhost, settings, plugins }, place),
  }
}

/** Erlang and its database start in 3 s on two cores with nothing else to do; a busy machine takes ten times as long. */
const readyTimeoutMs = 90_000

/** AMQP 0-9-1, 2.2.4: the server answers the client's header with Connection.Start, method 10 of class 10, or with the header that it wants. */
const greeting: Question = {
  protocol: 'AMQP',
  send: Buffer.from('AMQP\0\0\x09\x01', 'latin1'),
  judge: (answer) =>
    answer.length < 11
      ? undefined
      : answer[0] === 1 && answer.readUInt16BE(7) === 10 && answer.readUInt16BE(9) === 10,
}

/** The server's own script of the package: those on the PATH of Debian start it as another user and leave a shell in front of it. */
const folders = ['/usr/lib/rabbitmq/bin', '/opt/rabbitmq/sbin', '/opt/homebrew/opt/rabbitmq/sbin']

/**
 * Writes the configuration and becomes the server. $1: folder of the data.
 * RUNNING_UNDER_SYSTEMD: the script is replaced by the server, so that signals meet it.
 * The node has a name before it boots, listens for no other node and asks no epmd: a second port, and a daemon that outlives it, are not needed.
 */
const script = `set -eu
mkdir -p "$1"
cd "$1"
printf '%s' "$GAMEDAY_CONF" > rabbitmq.conf
printf '%s' "$GAMEDAY_PLUGINS" > enabled_plugins
export HOME="$1" RUNNING_UNDER_SYSTEMD=1 ERL_CRASH_DUMP_SECONDS=0
export RABBITMQ_NODENAME=rabbit@localhost RABBITMQ_CONF_ENV_FILE="$1/none"
export RABBITMQ_CONFIG_FILE="$1/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$1/enabled_plugins"
export RABBITMQ_MNESIA_BASE="$1/data" RABBITMQ_LOG_BASE="$1/log" RABBITMQ_LOGS=-
export RABBITMQ_SERVER_START_ARGS='-sname rabbit@localhost -dist_listen false -start_epmd false -erl_epmd_port 4369'
for folder in ${folders.join(' ')}; do
  [ ! -x "$folder/rabbitmq-server" ] || exec "$folder/rabbitmq-server"
done
exec rabbitmq-server`

function specOf(
  { user, password, vhost, settings, plugins }: Required<RabbitmqOptions>,
  { address: { host, port }, folder }: PresetPlace,
): PresetSpec {
  const own = {
    'listeners.tcp.1': `${host}:${port}`,
    loopback_users: 'none',
    default_user: user,
    default_pass: password,
    default_vhost: vhost,
    'log.console': 'true',
    ...settings,
  }
  const lines = Object.entries(own).map(([name, value]) => `${name} = ${value}`)
  const argv = ['/bin/sh', '-c', script, 'rabbitmq', folder]
  return {
    program: {
      image: 'rabbitmq',
      containerArgv: argv,
      processArgv: async () => {
        findProgram('rabbitmq-server')
        return argv
      },
    },
    env: {
      GAMEDAY_CONF: `${lines.join('\n')}\n`,
      GAMEDAY_PLUGINS: `[${plugins.join(',')}].\n`,
    },
    stopSignal: 'SIGTERM',
  }
}
