// The samples of a soak as a picture: a curve for each series, one below the other.

import { type Sample, type Series, seriesNames } from "./samples.ts";

const WIDTH = 900;
const HEIGHT = 110;
const LEFT = 130;
const GAP = 34;

export function drawCurves(samples: readonly Sample[]): string {
  const last = samples.at(-1)?.seconds ?? 1;
  const charts = seriesNames.map((name, index) => chart(name, samples, last, GAP + index * (HEIGHT + GAP)));
  const height = GAP + seriesNames.length * (HEIGHT + GAP);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 20}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${charts.join("\n")}
</svg>
`;
}

function chart(name: Series, samples: readonly Sample[], last: number, top: number): string {
  const values = samples.map((sample) => sample[name]);
  const greatest = Math.max(1, ...values);
  const points = samples.map(({ seconds }, index) => {
    const x = LEFT + (WIDTH * seconds) / last;
    const y = top + HEIGHT * (1 - (values[index] as number) / greatest);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return `<rect x="${LEFT}" y="${top}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#ccc"/>
<text x="${LEFT - 8}" y="${top + 12}" text-anchor="end">${name}</text>
<text x="${LEFT - 8}" y="${top + 28}" text-anchor="end" fill="#777">0 to ${greatest.toLocaleString("en")}</text>
<text x="${LEFT + WIDTH}" y="${top + HEIGHT + 14}" text-anchor="end" fill="#777">${(last / 60).toFixed(0)} minutes</text>
<polyline fill="none" stroke="#1668b8" points="${points.join(" ")}"/>`;
}
