// Draws the measured tend load as an SVG: grouped bars, numbers on them, readable on light and on dark pages.
// Each bar is labelled, so that nothing depends on telling the colours apart.

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 44;
const BASE = 260;
const TOP = 56;
const BAR = 40;

/** `points`: `{ processes, shared, private }`, in info requests per second. */
export function tendLoadFigure(points, note) {
  const highest = Math.max(...points.map((point) => Math.max(point.shared, point.private)));
  const step = (WIDTH - LEFT - 16) / points.length;
  const bars = points.map((point, index) => {
    const middle = LEFT + step * (index + 0.5);
    return [
      bar('private', middle - BAR, point.private, highest),
      bar('shared', middle, point.shared, highest),
      text(middle, BASE + 20, point.processes),
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Info requests per second to one node by number of client processes">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.note { font-size: 11px; fill: #59636e; }
.private { fill: #b35900; } .shared { fill: #0969da; }
line { stroke: #8c959f; }
.back { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .note { fill: #9198a1; } .private { fill: #f0883e; } .shared { fill: #58a6ff; } .back { fill: #0d1117; }
}
</style>
<rect class="back" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
${text(LEFT, 24, 'Info requests per second that reach one node', 'title', 'start')}
<rect class="private" x="${LEFT}" y="34" width="12" height="12"/>${text(LEFT + 18, 45, 'each process tends', '', 'start')}
<rect class="shared" x="${LEFT + 170}" y="34" width="12" height="12"/>${text(LEFT + 188, 45, 'shared memory', '', 'start')}
<line x1="${LEFT}" y1="${BASE}" x2="${WIDTH - 16}" y2="${BASE}"/>
${bars.join('\n')}
${text(LEFT + (WIDTH - LEFT - 16) / 2, BASE + 38, 'client processes')}
${text(LEFT, HEIGHT - 8, note, 'note', 'start')}
</svg>
`;
}

function bar(name, x, value, highest) {
  const height = Math.max(1, ((BASE - TOP - 20) * value) / highest);
  const shape = `<rect class="${name}" x="${round(x)}" y="${round(BASE - height)}" width="${BAR - 4}" height="${round(height)}"/>`;
  return `${shape}\n${text(x + BAR / 2 - 2, BASE - height - 5, value.toFixed(1))}`;
}

function text(x, y, content, name = '', anchor = 'middle') {
  const style = name === '' ? '' : ` class="${name}"`;
  return `<text${style} x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeXml(String(content))}</text>`;
}

const escapeXml = (content) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const round = (value) => Math.round(value * 10) / 10;
