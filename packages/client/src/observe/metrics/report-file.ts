// Writes metrics to files of a directory; see report-text.ts for their format. A file is never written over, not even by
// another process that begins in the same second. A write that fails is told to the caller and costs its line.

import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { VERSION } from '../../model/version.ts';
import type { Cluster, Node } from './listeners.ts';
import type { MetricsSettings } from './metrics-settings.ts';
import type { MetricsSink } from './metrics-sink.ts';
import { clusterLine, headerLine, nodeLine, type ProcessLoad, reportName } from './report-text.ts';

/** Processes that may begin in one directory in one second. */
const MAX_FILES_PER_SECOND = 1_000;

export class ReportFile implements MetricsSink {
  readonly #settings: MetricsSettings;
  readonly #now: () => Date;
  #file: FileHandle | undefined;
  #bytes = 0;

  constructor(settings: MetricsSettings, now: () => Date) {
    this.#settings = settings;
    this.#now = now;
  }

  async enable(): Promise<void> {
    const date = this.#now();
    this.#file = await this.#create(date);
    this.#bytes = 0;
    await this.#write(headerLine(date, this.#settings.columns, this.#settings.shift));
  }

  snapshot(cluster: Cluster): Promise<void> {
    return this.#write(clusterLine(this.#now(), cluster, VERSION, processLoad()));
  }

  nodeClosed(node: Node): Promise<void> {
    return this.#write(nodeLine(this.#now(), node));
  }

  async disable(cluster: Cluster): Promise<void> {
    try {
      await this.snapshot(cluster);
    } finally {
      await this.#file?.close();
      this.#file = undefined;
    }
  }

  async #write(line: string): Promise<void> {
    if (this.#file === undefined) return;
    await this.#file.appendFile(line);
    this.#bytes += Buffer.byteLength(line);
    const { maxReportBytes } = this.#settings;
    if (maxReportBytes === 0 || this.#bytes < maxReportBytes) return;
    await this.#file.close();
    this.#file = undefined;
    await this.enable();
  }

  async #create(date: Date): Promise<FileHandle> {
    const { reportDir } = this.#settings;
    for (let number = 0; ; number++) {
      const path = join(reportDir, reportName(date, number));
      try {
        return await open(path, 'ax');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && number < MAX_FILES_PER_SECOND) continue;
        const message = `Failed to open file: ${path}`;
        throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message, cause });
      }
    }
  }
}

function processLoad(): ProcessLoad {
  const { user, system } = process.cpuUsage();
  return { cpu: Math.round((user + system) / 1e4 / process.uptime()), memory: memory() };
}

function memory(): number {
  try {
    const size = /^VmSize:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'));
    if (size !== null) return Number(size[1]);
  } catch {
    // Not on this system.
  }
  return process.memoryUsage.rss();
}
