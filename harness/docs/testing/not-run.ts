const engines = 'starts or ends an engine; harness/runtime/swarm/fixtures/nodes.ts does the same in tests'
const machines =
  'needs two machines; harness/runtime/swarm/other-machines.slow.test.ts has an engine that is as on another one'

/** Commands of the pages that no test runs, with the reason. All others are run by commands.real.test.ts or with the package. */
export const notRun: Readonly<Record<string, string>> = {
  'npm run gameday': 'a minute of scenarios; harness/cli/tour.slow.test.ts runs the tour',
  'npm run gameday -- run': 'all scenarios take many minutes',
  'npm test': 'takes five minutes, and contains this test',
  "npm run gameday -- run 'relay/*' --runtime both": 'takes minutes, and needs a Docker engine',
  'npm run gameday -- run relay/rst --hosts 200 --repeat 20 --no-broken': 'takes minutes',
  'npm run gameday -- run shop': 'takes a minute, and needs PostgreSQL',
  "npm run gameday -- run 'shop/*'": 'takes a minute, and needs PostgreSQL',
  "npm run gameday -- run 'relay/*' --target mine": "needs a target of the reader's own",
  'npm run gameday -- toxiproxy --config proxies.json':
    'serves until Ctrl-C; harness/toxiproxy/main.real.test.ts starts it with a configuration',
  'npx gameday run relay/rst --target mine --config my-target/gameday.config.ts --runtime processes':
    'takes a minute of real time; harness/cli/targets.slow.test.ts runs targets',
  'npm run gameday -- compare nights tonight --last 10':
    'needs nights that differ from the run; harness/report/comparison has tests with such',
  'npx gameday toxiproxy --port 8474 --config proxies.json':
    'serves until Ctrl-C; harness/toxiproxy/main.real.test.ts starts it with a configuration',
  'npx gameday init --compose compose.yaml':
    "needs a Compose file of the reader's own; harness/init/compose tests write from one",
  'npm run setup': 'installs packages and programs',
  'npm run check': 'contains this test',
  'npm run mutants': 'takes hours',
  "npm run mutants -- --only 'deploy/*' --repeat 3": 'takes many minutes',
  'npm run mutants -- --profile production --at-least 95': 'takes hours',
  'npx gameday up shop --hypothesis "no order is lost while an API is down"':
    'stays until it is ended; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday status': 'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday inject latency clients-api-1 --delay 200ms --for 30s --expect "orders take longer, none is lost"':
    'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday inject kill api-1':
    'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday mark "pager rang"':
    'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday note "clients went to the other API"':
    'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday heal': 'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  'npx gameday end': 'needs a game-day that is up; harness/game-day/game-day.slow.test.ts plays game-days',
  "npx gameday run shop --guard 'failed < 50 %' --guard 'latency(percentile=95, over=30s) < 2s'":
    'takes minutes; harness/cli/stop.slow.test.ts runs guards that are passed and kept',
  'npx gameday stop': 'needs a run that is going; harness/cli/stop.slow.test.ts stops such',
  'npx gameday stop reports/20261130-081500-1a2b':
    'needs a run that is going; harness/cli/stop.slow.test.ts stops such',
  'npx gameday up shop --plan plan.ts':
    'stays until it is ended; harness/game-day/game-day.slow.test.ts plays game-days',
  'GAMEDAY_NODES=unix:///tmp/node-1/docker.sock,unix:///tmp/node-2/docker.sock npx gameday run relay/rst --no-broken --runtime swarm':
    'takes minutes, and needs two engines; harness/runtime/swarm/swarm.slow.test.ts has such',
  'GAMEDAY_NODES=unix:///var/run/docker.sock,tcp://10.0.0.2:2376 npx gameday run relay/rst --no-broken --runtime swarm':
    machines,
  'apt-get install docker.io iproute2 nftables': machines,
  'mkdir -p ~/.docker && cd ~/.docker': machines,
  "openssl req -x509 -newkey rsa:3072 -nodes -days 365 -subj '/CN=gameday nodes' -keyout ca-key.pem -out ca.pem":
    machines,
  "openssl req -newkey rsa:3072 -nodes -subj '/CN=node-2' -keyout key.pem -out node.csr": machines,
  "printf 'subjectAltName=IP:10.0.0.2\\nextendedKeyUsage=serverAuth,clientAuth\\n' > node.ext": machines,
  'openssl x509 -req -in node.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 365 -extfile node.ext -out cert.pem':
    machines,
  'scp ca.pem cert.pem key.pem root@10.0.0.2:/etc/docker/': machines,
  'systemctl stop docker.socket docker': machines,
  'dockerd --host unix:///var/run/docker.sock --host tcp://10.0.0.2:2376 --tlsverify --tlscacert /etc/docker/ca.pem --tlscert /etc/docker/cert.pem --tlskey /etc/docker/key.pem &':
    machines,
  'docker swarm init --advertise-addr 10.0.0.1': machines,
  'export GAMEDAY_NODES=unix:///var/run/docker.sock,tcp://10.0.0.2:2376': machines,
  'npx gameday run relay/sigint-drain --no-broken --runtime swarm': machines,
  'ip netns add node-1 && ip netns add node-2': engines,
  'ip link add eth0 netns node-1 type veth peer name eth0 netns node-2': engines,
  'ip -n node-1 address add 192.168.254.1/24 dev eth0 && ip -n node-2 address add 192.168.254.2/24 dev eth0':
    engines,
  'ip -n node-1 link set eth0 up && ip -n node-2 link set eth0 up': engines,
  'ip -n node-1 link set lo up && ip -n node-2 link set lo up': engines,
  'nsenter --net=/run/netns/node-1 dockerd --data-root /tmp/node-1/data --exec-root /tmp/node-1/exec --pidfile /tmp/node-1/pid --host unix:///tmp/node-1/docker.sock &':
    engines,
  'nsenter --net=/run/netns/node-2 dockerd --data-root /tmp/node-2/data --exec-root /tmp/node-2/exec --pidfile /tmp/node-2/pid --host unix:///tmp/node-2/docker.sock &':
    engines,
  'docker --host unix:///tmp/node-1/docker.sock swarm init --advertise-addr 192.168.254.1 --listen-addr 192.168.254.1':
    engines,
  'docker --host unix:///tmp/node-2/docker.sock swarm join --token "$(docker --host unix:///tmp/node-1/docker.sock swarm join-token --quiet worker)" --advertise-addr 192.168.254.2 192.168.254.1:2377':
    engines,
  'kill $(cat /tmp/node-1/pid /tmp/node-2/pid)': engines,
  'umount --lazy /tmp/node-?/exec/netns/*': engines,
  'rm -r /tmp/node-1 /tmp/node-2': engines,
  'ip netns delete node-1 && ip netns delete node-2': engines,
}
