import { startStack } from '../../local/stack.ts';
import { consecutivePorts } from '../../local/ports.ts';

/** Starts a stack in a process of its own, so that a test can kill that process. Arguments: data folder, first port. */
const [dataDir = '', firstPort = ''] = process.argv.slice(2);
const stack = await startStack({
  dataDir,
  ports: consecutivePorts(Number(firstPort)),
  isClockControlled: true,
  hasWebapps: false,
  onProgress: console.log,
});
process.once('SIGTERM', () => void stack.stop());
console.log(`listening ${stack.databaseUrl}`);
