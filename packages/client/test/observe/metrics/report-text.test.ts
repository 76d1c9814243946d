// The expected lines were written by aerospike 6.7.1, for the numbers that are given here.

import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster, NamespaceMetrics, Node } from '../../../src/observe/metrics/listeners.ts';
import { clusterLine, headerLine, nodeLine, reportName } from '../../../src/observe/metrics/report-text.ts';

const AT = new Date(2026, 10, 28, 15, 49, 3);
const NONE = [0, 0, 0, 0, 0];

function namespace(ns: string, changes: Partial<NamespaceMetrics>): NamespaceMetrics {
  const latencies = {
    connLatency: NONE,
    writeLatency: NONE,
    readLatency: NONE,
    batchLatency: NONE,
    queryLatency: NONE,
  };
  return { ns, bytesIn: 0, bytesOut: 0, errorCount: 0, timeoutCount: 0, keyBusyCount: 0, ...latencies, ...changes };
}

const NODE: Node = {
  name: 'A1',
  address: '127.0.0.1',
  port: 3100,
  syncConns: { inUse: 0, inPool: 1, opened: 2, closed: 0, recovered: 0, aborted: 0 },
  conns: { inUse: 0, inPool: 1, opened: 1, closed: 0, recovered: 0, aborted: 0 },
  metrics: [
    namespace('test', {
      ...{ errorCount: 1, bytesIn: 638, bytesOut: 17414 },
      ...{ writeLatency: [1, 0, 0, 0, 0], readLatency: [1, 0, 0, 0, 0], queryLatency: [0, 0, 1, 0, 0] },
    }),
    namespace('', { bytesIn: 469, bytesOut: 439 }),
  ],
};

const CLUSTER: Cluster = {
  appId: 'app1',
  clusterName: '',
  commandCount: 17,
  transactionCount: 17,
  delayQueueTimeoutCount: 0,
  invalidNodeCount: 0,
  retryCount: 0,
  eventLoop: { processSize: 0, queueSize: 0 },
  labels: { size: 'large', x: 'y' },
  nodes: [NODE],
};

const NODE_TEXT =
  '[A1,127.0.0.1,3100,0,1,2,0,0,0,0,1,1,0,0,0,[test,1,0,0,638,17414,[conn[0,0,0,0,0],write[1,0,0,0,0],read[1,0,0,0,0],batch[0,0,0,0,0],query[0,0,1,0,0]],,0,0,0,469,439,[conn[0,0,0,0,0],write[0,0,0,0,0],read[0,0,0,0,0],batch[0,0,0,0,0],query[0,0,0,0,0]]]]';

test('the header is that of the vendor', () => {
  strictEqual(
    headerLine(AT, 5, 3),
    '2026-11-28 15:49:03 header(2) cluster[name,clientType,clientVersion,appId,label[],cpu,mem,invalidNodeCount,commandCount,retryCount,delayQueueTimeoutCount,eventloop[],node[]] label[name,value] eventloop[processSize,queueSize] node[name,address,port,syncConn,asyncConn,namespace[]] conn[inUse,inPool,opened,closed,recovered,aborted] namespace[name,errors,timeouts,keyBusy,bytesIn,bytesOut,latency[]] latency(5,3)[type[l1,l2,l3...]]\n',
  );
});

test('the line of a cluster is that of the vendor', () => {
  strictEqual(
    clusterLine(AT, CLUSTER, '6.7.1', { cpu: 0, memory: 1366728 }),
    `2026-11-28 15:49:03 cluster[,nodejs,6.7.1,app1,[[size,large],[x,y]],0,1366728,0,17,0,0,[[0,0]],[${NODE_TEXT}]]\n`,
  );
});

test('a node that left has a line of its own', () => {
  strictEqual(nodeLine(AT, NODE), `2026-11-28 15:49:03 ${NODE_TEXT}\n`);
});

test('a line stays a line, whatever a label says', () => {
  const line = clusterLine(AT, { ...CLUSTER, labels: { a: 'b\nc\r' } }, '1', { cpu: 0, memory: 0 });
  strictEqual(line.indexOf('\n'), line.length - 1);
  strictEqual(line.includes('[[a,b c ]]'), true);
});

test('files of one second have names that differ', () => {
  strictEqual(reportName(AT, 0), 'metrics-20261128154903.log');
  strictEqual(reportName(AT, 2), 'metrics-20261128154903-2.log');
});
