// A VS Code server whose network is cut off: it lives in a network namespace of its own, whose only way out ends in
// nothing and is counted. The browser reaches it through a socket file. It may have a folder that nobody but the server and
// what it starts can see. Linux, as root, with iproute2.

import { spawnSync } from "node:child_process";
import net from "node:net";
import path from "node:path";

/** Addresses for documentation (RFC 5737): nobody is there. */
const OWN = "192.0.2.2";
const GATEWAY = "192.0.2.1";
const NAME_SERVER = "192.0.2.53";
const DEVICE = "outside";

/** IPv6 is off, since the kernel itself talks on a new link; who asks for a name asks over IPv4, and is counted. */
const SETUP = `set -e
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
ip link set lo up
ip link add ${DEVICE} type veth peer name ${DEVICE}-end
ip address add ${OWN}/24 dev ${DEVICE}
ip link set ${DEVICE} up
ip link set ${DEVICE}-end up
ip route add default via ${GATEWAY}
printf 'nameserver ${NAME_SERVER}\\n' > "$1"
mount --bind "$1" /etc/resolv.conf
if [ -n "$2" ]; then
  mount -t tmpfs tmpfs "$2"
  cp -r "$3/." "$2"
fi
shift 3
exec "$@"`;

/** Why it cannot be done here, or null. */
export function whyNotOffline() {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  if (process.getuid?.() !== 0) return "only root can cut a process off the network";
  const probe = spawnSync("unshare", ["--net", "--mount", "ip", "link", "add", DEVICE, "type", "veth", "peer", "name", `${DEVICE}-end`], { encoding: "utf8" });
  return probe.status === 0 ? null : `no network namespace can be made here (${(probe.error?.message ?? probe.stderr).trim()})`;
}

/**
 * What is put before a command so that it runs cut off.
 * @param {string} scratch folder for the list of name servers
 * @param {{ at: string, from: string } | undefined} [hostFolder] `at`: an empty folder that becomes another one for the process, with a copy
 *   of what is in `from`; everyone else goes on to see it empty
 * @returns {string[]}
 */
export function cutOff(scratch, hostFolder) {
  return ["unshare", "--net", "--mount", "sh", "-c", SETUP, "sh", path.join(scratch, "resolv.conf"), hostFolder?.at ?? "", hostFolder?.from ?? ""];
}

/**
 * A file as a process that was cut off sees it.
 * @param {number} pid of the process while it lives
 * @param {string} file
 * @returns {string}
 * @throws where the process has no such file
 */
export function readAsHost(pid, file) {
  const read = spawnSync("nsenter", ["--target", String(pid), "--mount", "cat", file], { encoding: "utf8" });
  if (read.status !== 0) throw new Error(`process ${pid} has no ${file}: ${read.stderr}`);
  return read.stdout;
}

/**
 * Packets that a process cut off, or any it started, tried to send into the world.
 * @param {number} pid of the process while it lives
 */
export function packetsTried(pid) {
  const shown = spawnSync("nsenter", ["--target", String(pid), "--net", "ip", "-s", "-j", "link", "show", DEVICE], { encoding: "utf8" });
  if (shown.status !== 0) throw new Error(`the packets of process ${pid} cannot be counted: ${shown.stderr}`);
  return JSON.parse(shown.stdout)[0].stats64.tx.packets;
}

/**
 * Hands connections to a port of this machine on to a socket file.
 * @param {string} socketPath
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export async function forward(socketPath) {
  const server = net.createServer((inner) => {
    const outer = net.connect(socketPath);
    inner.pipe(outer).pipe(inner);
    for (const socket of [inner, outer]) socket.on("error", () => { inner.destroy(); outer.destroy(); });
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, close: () => { server.close(); } };
}
