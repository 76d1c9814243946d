// The lines of a report file, in the vendor's format, version 2: what reads the files of `aerospike` reads these.
//
//   header    := time ' header(2) cluster[…] label[…] eventloop[…] node[…] conn[…] namespace[…] latency(columns,shift)[…]'
//   cluster   := time ' cluster[' name ',' type ',' version ',' appId ',[' label* '],' cpu% ',' memory ',' invalidNodes ','
//                commands ',' retries ',' delayQueueTimeouts ',[' loop* '],[' node* ']]'
//   label     := '[' name ',' value ']'           loop := '[' underWay ',' waiting ']'
//   node      := '[' name ',' address ',' port ',' conn ',' conn ',[' namespace* ']]'     tending, then commands
//   conn      := inUse ',' inPool ',' opened ',' closed ',' recovered ',' aborted
//   namespace := name ',' errors ',' timeouts ',' keyBusy ',' bytesIn ',' bytesOut ',[' latency* ']'
//   latency   := kind '[' count ( ',' count )* ']'
//
// The items of a list are parted by commas. What is free text is not quoted, in the vendor's files neither.

import type { ConnectionStats } from '../stats.ts';
import type { Cluster, NamespaceMetrics, Node } from './listeners.ts';

/** What a line says of the process. */
export interface ProcessLoad {
  /** Share of the time since the process began, in percent of one processor. */
  readonly cpu: number;
  /** Virtual memory in KiB where the system tells, otherwise resident memory in bytes. */
  readonly memory: number;
}

const HEADER =
  'header(2) cluster[name,clientType,clientVersion,appId,label[],cpu,mem,invalidNodeCount,commandCount,retryCount,' +
  'delayQueueTimeoutCount,eventloop[],node[]] label[name,value] eventloop[processSize,queueSize] ' +
  'node[name,address,port,syncConn,asyncConn,namespace[]] conn[inUse,inPool,opened,closed,recovered,aborted] ' +
  'namespace[name,errors,timeouts,keyBusy,bytesIn,bytesOut,latency[]] ';

export function headerLine(date: Date, columns: number, shift: number): string {
  return `${timeOf(date)} ${HEADER}latency(${columns},${shift})[type[l1,l2,l3...]]\n`;
}

export function clusterLine(date: Date, cluster: Cluster, version: string, { cpu, memory }: ProcessLoad): string {
  const { clusterName, appId, labels = {}, eventLoop, nodes } = cluster;
  const pairs = Object.entries(labels).map(([name, value]) => `[${plain(name)},${plain(value)}]`);
  const client = [plain(clusterName), 'nodejs', version, plain(appId ?? '')].join(',');
  const counts = [
    ...[cpu, memory, cluster.invalidNodeCount, cluster.commandCount, cluster.retryCount],
    cluster.delayQueueTimeoutCount,
  ].join(',');
  const loop = `[${eventLoop.processSize},${eventLoop.queueSize}]`;
  return `${timeOf(date)} cluster[${client},[${pairs.join(',')}],${counts},[${loop}],[${nodes.map(nodeText).join(',')}]]\n`;
}

export function nodeLine(date: Date, node: Node): string {
  return `${timeOf(date)} ${nodeText(node)}\n`;
}

/** `metrics-YYYYMMDDhhmmss.log`; the number tells apart those of one second. */
export function reportName(date: Date, number: number): string {
  const digits = timeOf(date).replace(/\D/g, '');
  return `metrics-${digits}${number === 0 ? '' : `-${number}`}.log`;
}

function nodeText({ name, address, port, syncConns, conns, metrics }: Node): string {
  const parts = [name, address, port, connText(syncConns), connText(conns)].join(',');
  return `[${parts},[${metrics.map(namespaceText).join(',')}]]`;
}

function connText({ inUse, inPool, opened, closed, recovered, aborted }: ConnectionStats): string {
  return [inUse, inPool, opened, closed, recovered, aborted].join(',');
}

function namespaceText(one: NamespaceMetrics): string {
  const counts = [one.ns, one.errorCount, one.timeoutCount, one.keyBusyCount, one.bytesIn, one.bytesOut].join(',');
  const { connLatency, writeLatency, readLatency, batchLatency, queryLatency } = one;
  return (
    `${counts},[conn[${connLatency}],write[${writeLatency}],read[${readLatency}],batch[${batchLatency}],` +
    `query[${queryLatency}]]`
  );
}

/** `YYYY-MM-DD hh:mm:ss`, local time. */
function timeOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A line stays a line. */
function plain(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}
