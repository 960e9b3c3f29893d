import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './product.ts';

/** One line of the table. `goal` is missing where there is none: the figure is then for information. */
export interface Figure {
  readonly name: string;
  readonly goal?: { readonly at: 'least' | 'most'; readonly value: number; readonly unit: string };
  /** Undefined = not measured; `note` tells why. */
  readonly measured?: number;
  readonly unit: string;
  readonly note?: string;
  /** Measured on something that the product does not use: it cannot meet a goal. */
  readonly prototype?: boolean;
}

export interface Machine {
  readonly postgres: string;
  readonly mode: string;
  readonly minutes: number;
  readonly loadBefore: readonly number[];
  readonly loadAfter: readonly number[];
}

export class Report {
  readonly figures: Figure[] = [];
  readonly facts: string[] = [];

  add(...figures: Figure[]): void {
    for (const figure of figures) {
      this.figures.push(figure);
      console.log(`  = ${figure.name}: ${measured(figure)} (goal ${goal(figure)}) ${verdict(figure)}`);
    }
  }

  /** An absolute number: information about this machine. */
  fact(line: string): void {
    this.facts.push(line);
  }

  print(): void {
    const lines = this.figures.map((figure) => [figure.name, goal(figure), measured(figure), verdict(figure)]);
    const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
    console.log('\nFigure | goal | measured');
    for (const line of lines) {
      console.log(`  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
    }
    const missed = this.figures.filter((figure) => verdict(figure).startsWith('missed')).length;
    console.log(`\n${missed === 0 ? 'Every measured goal is met.' : `${missed} goal(s) missed.`}`);
  }

  write(file: string, machine: Machine): void {
    const row = (figure: Figure): string =>
      `| ${figure.name} | ${goal(figure)} | ${measured(figure)} | ${verdict(figure)} |`;
    const notes = this.figures.filter((figure) => figure.note !== undefined);
    const cpu = os.cpus();
    const text = `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)} (${machine.mode}, ${machine.minutes.toFixed(1)} minutes). Figures are ratios of things that were
measured in turn in this one run, as medians over the rounds; a ratio is formed within a round. The goals are those of the ledger's design.

Machine: ${cpu.length} x ${cpu[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.platform()} ${os.arch()}; load average before
${load(machine.loadBefore)}, after ${load(machine.loadAfter)}. Load generator and server share the cores. Postgres ${machine.postgres} (embedded), fsync and
synchronous_commit on, shared_buffers 512 MB; Node ${process.version}.

| figure | goal | measured | |
|---|---|---|---|
${this.figures.map(row).join('\n')}

${notes.map((figure) => `- **${figure.name}**: ${figure.note!}`).join('\n')}

## Absolute numbers of this run

For information: they belong to this machine and this hour.

${this.facts.map((line) => `- ${line}`).join('\n')}

## Again

\`\`\`
npm run bench                     # all of it, about twelve minutes
npm run bench -- --quick          # shorter rounds, 1M instead of 10M entries, about three minutes
npm run bench -- --only leases    # one part: settlement, growth, leases, http
npm run bench -- --entries 20000000
\`\`\`

The bench runs on a cluster of its own in a temporary directory and removes it. After the measurement the ledger's own check runs over every licensee's books.
`;
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
}

export const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const load = (averages: readonly number[]): string => averages.map((one) => one.toFixed(2)).join(' ');

function goal({ goal: wanted }: Figure): string {
  if (!wanted) return '-';
  return `${wanted.at === 'least' ? '>=' : '<='} ${wanted.value}${wanted.unit}`;
}

function measured(figure: Figure): string {
  return figure.measured === undefined ? 'not measured' : `${number(figure.measured)}${figure.unit}`;
}

function verdict(figure: Figure): string {
  if (!figure.goal) return figure.measured === undefined ? '' : 'information';
  if (figure.measured === undefined) return 'not measured';
  const reached =
    figure.goal.at === 'least' ? figure.measured >= figure.goal.value : figure.measured <= figure.goal.value;
  if (figure.prototype === true) return 'missed (prototype only)';
  return reached ? 'met' : 'missed';
}
