// Ends a command at once, with one clear line, where Node.js is too old for it. Imported first by every script.

const OLDEST_NODE_MAJOR = 20;

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE_MAJOR) {
  process.stderr.write(`RadDraft needs Node.js ${OLDEST_NODE_MAJOR} or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
