// What is at `/`, which names no record: a few words on what this is, for whoever comes by. HTML for browsers, JSON for
// all others. Says nothing that a request would not find out.
import { weight } from './accept.ts';
import { type Answer, json } from './answer.ts';

const DESCRIPTION = 'Records of one Aerospike set over HTTP: the path is the key.';
const METHODS = {
  'GET /<key>': 'reads the record',
  'HEAD /<key>': 'asks whether it exists',
  'POST /<key>': 'writes the bins of a JSON object, keeps the others',
  'PUT /<key>': 'replaces the record',
  'DELETE /<key>': 'removes the record',
};

/** @param statusPath - That of the status report; undefined for none. */
export function frontPage(accept: string | undefined, statusPath: string | undefined): Answer {
  const isHtml = prefersHtml(accept ?? '');
  const answer = isHtml ? html(statusPath) : json(200, jsonText(statusPath));
  return { ...answer, headers: [...answer.headers, 'Vary', 'Accept'] };
}

function jsonText(statusPath: string | undefined): string {
  const report = { service: 'tendril-gateway', description: DESCRIPTION, methods: METHODS, status: statusPath ?? null };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function html(statusPath: string | undefined): Answer {
  const rows = Object.entries(METHODS).map(
    ([request, effect]) => `<tr><td><code>${escapeHtml(request)}</code><td>${effect}`,
  );
  const status =
    statusPath === undefined ? '' : `<p>How it is: <a href="${escapeHtml(statusPath)}">${escapeHtml(statusPath)}</a>\n`;
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tendril gateway</title>
<style>body{font:1rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}td{padding-right:2rem}</style>
<h1>Tendril gateway</h1>
<p>${DESCRIPTION}
<table>
${rows.join('\n')}
</table>
${status}</html>
`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  return {
    status: 200,
    headers: ['Content-Type', 'text/html; charset=utf-8', 'Content-Security-Policy', policy],
    body,
  };
}

/** Whether HTML is named, and not with a lower weight than JSON. */
function prefersHtml(accept: string): boolean {
  return weight(accept, 'text/html') > Math.max(weight(accept, 'application/json'), 0);
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
