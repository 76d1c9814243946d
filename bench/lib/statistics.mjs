// Numbers of several rounds as one: medians, spreads, paired ratios.

export function median(values) {
  const sorted = values.filter((value) => value !== undefined && !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, smallest and largest. */
export function summary(values) {
  const known = values.filter((value) => value !== undefined && !Number.isNaN(value));
  return { median: median(known), min: Math.min(...known), max: Math.max(...known), rounds: known.length };
}

/** Round by round a/b, then summarized: drift of the machine over the run cancels out. */
export function pairedRatio(a, b) {
  const ratios = [];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] > 0 && b[i] > 0) ratios.push(a[i] / b[i]);
  }
  return ratios.length === 0 ? undefined : summary(ratios);
}

/** The value below which `share` of the sorted samples lie. */
export function percentile(sorted, share) {
  if (sorted.length === 0) return undefined;
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Quantiles of unsorted samples; p99 and p99.9 only where there are enough samples to mean something. */
export function latencies(samples) {
  const sorted = Float64Array.from(samples).sort();
  return {
    p50: percentile(sorted, 0.5),
    p75: percentile(sorted, 0.75),
    p90: percentile(sorted, 0.9),
    p99: sorted.length >= 100 ? percentile(sorted, 0.99) : undefined,
    p999: sorted.length >= 1000 ? percentile(sorted, 0.999) : undefined,
    max: sorted.at(-1),
    samples: sorted.length,
  };
}
