import { shell } from '../../../docker/shell.ts'
import { HarnessError, messageOf } from '../../errors.ts'
import type { RunNetwork } from '../containers/network.ts'
import { pickSubnet } from '../containers/subnet.ts'

/** Name of the device in the gate's network namespace. */
const INSIDE = 'gate'

/**
 * Leads from this machine into an overlay network, whose addresses only its containers reach: a pair of devices into the namespace of one of
 * them, a route, and a rule there that sends what comes on under its own address. All of it goes with that container.
 * @param pid of the container, as this machine counts it
 * @param device a name for the outer device, up to 15 characters
 * @throws HarnessError where that is not permitted
 */
export async function openGate(network: RunNetwork, pid: number, device: string): Promise<void> {
  const { prefix } = pickSubnet()
  const [outer, inner] = [`${prefix}.1`, `${prefix}.2`]
  const inside = ['nsenter', `--net=/proc/${pid}/ns/net`, '--']
  const rules = `add table ip gameday
add chain ip gameday leave { type nat hook postrouting priority srcnat; }
add rule ip gameday leave oifname != "${INSIDE}" masquerade`
  try {
    await shell()`ip link add ${device} type veth peer name ${INSIDE} netns ${`${pid}`}`
    await shell()`ip address add ${outer}/30 dev ${device}`
    await shell()`ip link set ${device} up`
    await shell()`${inside} ip address add ${inner}/30 dev ${INSIDE}`
    await shell()`${inside} ip link set ${INSIDE} up`
    await shell()`${inside} nft ${rules}`
    await shell()`ip route add ${network.cidr} via ${inner} dev ${device}`
  } catch (error) {
    throw new HarnessError(`the network of the swarm cannot be reached from here: ${messageOf(error)}`)
  }
}
