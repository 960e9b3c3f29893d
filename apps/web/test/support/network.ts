import { execFileSync } from 'node:child_process';

/** Processes through which the browsers of this test reach the network, sound and picture included. */
export function networkProcesses(): number[] {
  const all = execFileSync('ps', ['-axo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null)
    .map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args: args! }));
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => {
    for (let one: number | undefined = pid; one !== undefined && one > 1; one = parents.get(one))
      if (one === process.pid) return true;
    return false;
  };
  return all
    .filter(({ pid, args }) => args.includes('network.mojom.NetworkService') && isOurs(pid))
    .map(({ pid }) => pid);
}

/**
 * The network of one browser. Held, it is as if the cable were pulled and nobody had told the machine: DevTools' own "offline" lets the sound of a call
 * through.
 */
export class Network {
  private readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
  }

  cut(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  restore(): void {
    process.kill(this.pid, 'SIGCONT');
  }
}
