import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [number, number, number];

/** A landscape: painted here, so that nobody's photograph is needed. */
export interface Scenery {
  title: string;
  /** Of the sky, from its top to the horizon. */
  sky: readonly Colour[];
  /** Ridges, the farthest first: how high above the foot, how rough, which colour. */
  ridges: readonly { height: number; rough: number; colour: Colour }[];
  sun?: { x: number; y: number; size: number; colour: Colour };
  stars?: boolean;
  /** From here downwards, as a part of the height: what is above, mirrored. */
  water?: number;
}

/** A PNG of it, at 16:9. */
export function painted(scenery: Scenery, seed: number, width = 960): Buffer {
  const height = Math.round((width * 9) / 16);
  const lines = scenery.ridges.map(({ height: high, rough }, at) => ridge(width, height, high, rough, seed + at * 7.3));
  const point = (x: number, y: number): Colour => {
    const at = lines.findLastIndex((line) => y > (line[x] ?? 0));
    const found = scenery.ridges[at];
    if (!found) return skyAt(scenery, x / width, y / height, seed);
    const depth = Math.min(1, (y - (lines[at]?.[x] ?? 0)) / (height * 0.35));
    return mixed(found.colour, mixed(found.colour, scenery.sky.at(-1) ?? found.colour, 0.28), depth);
  };
  const rows = Buffer.alloc(height * (width * 3 + 1));
  const shore = scenery.water === undefined ? height : Math.round(height * scenery.water);
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1; // the row's filter: none
    for (let x = 0; x < width; x += 1) {
      const under = y - shore;
      const wave = under > 0 ? Math.round(Math.sin(under * 0.9 + Math.sin(x / 23) * 2) * (1 + under / 28)) : 0;
      const seen =
        under > 0
          ? mixed(point(Math.max(0, Math.min(width - 1, x + wave)), Math.max(0, shore - Math.round(under * 1.4))), DEEP, 0.22)
          : point(x, y);
      for (const channel of seen) rows[to++] = Math.max(0, Math.min(255, Math.round(channel)));
    }
  }
  return png(width, height, rows);
}

const DEEP: Colour = [14, 30, 52];

function mixed(one: Colour, other: Colour, part: number): Colour {
  return [0, 1, 2].map((at) => (one[at] ?? 0) + ((other[at] ?? 0) - (one[at] ?? 0)) * part) as unknown as Colour;
}

function skyAt({ sky, sun, stars }: Scenery, x: number, y: number, seed: number): Colour {
  const place = Math.min(0.999, y * 1.25) * (sky.length - 1);
  const from = Math.floor(place);
  let seen = mixed(sky[from] ?? DEEP, sky[from + 1] ?? sky[from] ?? DEEP, place - from);
  if (sun) {
    const away = Math.hypot((x - sun.x) * 1.78, y - sun.y);
    seen = away < sun.size ? sun.colour : mixed(seen, sun.colour, 0.75 * Math.exp(-(away - sun.size) * 7));
  }
  if (stars && noise(Math.floor(x * 480) * 13.7 + Math.floor(y * 270) * 71.9 + seed) > 0.9975)
    seen = mixed(seen, [255, 255, 255], 0.8);
  return seen;
}

/** Where a ridge begins, for each column: waves of several lengths on each other. */
function ridge(width: number, height: number, high: number, rough: number, seed: number): number[] {
  return Array.from({ length: width }, (_, x) => {
    let [lift, size, step] = [0, 1, width / 2.2];
    for (let octave = 0; octave < 6; octave += 1) {
      lift += (smooth(x / step + seed * 31 + octave * 17) - 0.5) * size;
      size *= rough;
      step /= 2;
    }
    return height * (1 - high - lift * high * 0.7);
  });
}

function noise(at: number): number {
  const wild = Math.sin(at * 127.1) * 43758.5453;
  return wild - Math.floor(wild);
}

function smooth(at: number): number {
  const from = Math.floor(at);
  const part = at - from;
  const eased = part * part * (3 - 2 * part);
  return noise(from) * (1 - eased) + noise(from + 1) * eased;
}

/** A picture file of these rows of red, green and blue, each behind its filter's byte. */
export function png(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // eight bits of red, green and blue
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** What a person of taste would have brought. */
export const SCENERY: readonly Scenery[] = [
  {
    title: 'Dunes, last light',
    sky: [
      [62, 74, 122],
      [214, 132, 112],
      [250, 196, 138],
    ],
    ridges: [
      { height: 0.42, rough: 0.32, colour: [196, 122, 84] },
      { height: 0.3, rough: 0.28, colour: [160, 88, 58] },
      { height: 0.16, rough: 0.25, colour: [98, 50, 40] },
    ],
    sun: { x: 0.68, y: 0.42, size: 0.06, colour: [255, 236, 190] },
  },
  {
    title: 'Fjord at six',
    sky: [
      [38, 62, 104],
      [116, 152, 186],
      [226, 216, 204],
    ],
    ridges: [
      { height: 0.62, rough: 0.52, colour: [112, 138, 162] },
      { height: 0.5, rough: 0.5, colour: [70, 94, 116] },
      { height: 0.4, rough: 0.45, colour: [38, 58, 74] },
    ],
    water: 0.66,
  },
  {
    title: 'Northern lights',
    sky: [
      [8, 14, 38],
      [22, 92, 96],
      [74, 176, 132],
    ],
    ridges: [
      { height: 0.3, rough: 0.55, colour: [16, 34, 48] },
      { height: 0.18, rough: 0.5, colour: [6, 14, 22] },
    ],
    stars: true,
    water: 0.84,
  },
  {
    title: 'Tea terraces',
    sky: [
      [150, 190, 206],
      [216, 228, 214],
      [244, 238, 214],
    ],
    ridges: [
      { height: 0.6, rough: 0.4, colour: [140, 172, 148] },
      { height: 0.46, rough: 0.35, colour: [92, 142, 92] },
      { height: 0.32, rough: 0.3, colour: [58, 112, 62] },
      { height: 0.18, rough: 0.3, colour: [30, 74, 44] },
    ],
  },
  {
    title: 'Moon over the pass',
    sky: [
      [14, 18, 46],
      [44, 54, 102],
      [110, 108, 150],
    ],
    ridges: [
      { height: 0.52, rough: 0.56, colour: [66, 70, 112] },
      { height: 0.36, rough: 0.55, colour: [38, 42, 76] },
      { height: 0.2, rough: 0.5, colour: [18, 20, 42] },
    ],
    sun: { x: 0.3, y: 0.24, size: 0.045, colour: [240, 240, 226] },
    stars: true,
  },
  {
    title: 'Red canyon',
    sky: [
      [92, 160, 200],
      [184, 206, 204],
      [248, 218, 176],
    ],
    ridges: [
      { height: 0.66, rough: 0.6, colour: [206, 128, 92] },
      { height: 0.48, rough: 0.6, colour: [178, 84, 54] },
      { height: 0.26, rough: 0.55, colour: [116, 44, 34] },
    ],
  },
  {
    title: 'Lake, no wind',
    sky: [
      [74, 104, 160],
      [224, 154, 148],
      [254, 214, 170],
    ],
    ridges: [
      { height: 0.56, rough: 0.45, colour: [134, 112, 142] },
      { height: 0.46, rough: 0.42, colour: [84, 74, 108] },
    ],
    sun: { x: 0.46, y: 0.44, size: 0.05, colour: [255, 240, 206] },
    water: 0.6,
  },
  {
    title: 'First snow',
    sky: [
      [168, 188, 208],
      [214, 222, 230],
      [240, 240, 238],
    ],
    ridges: [
      { height: 0.6, rough: 0.5, colour: [186, 200, 214] },
      { height: 0.42, rough: 0.45, colour: [222, 230, 236] },
      { height: 0.22, rough: 0.3, colour: [246, 248, 250] },
    ],
  },
  {
    title: 'Violet hour',
    sky: [
      [44, 28, 84],
      [146, 74, 138],
      [246, 152, 130],
    ],
    ridges: [
      { height: 0.4, rough: 0.5, colour: [104, 54, 112] },
      { height: 0.26, rough: 0.48, colour: [58, 30, 74] },
      { height: 0.14, rough: 0.4, colour: [26, 14, 40] },
    ],
    sun: { x: 0.78, y: 0.5, size: 0.07, colour: [255, 206, 160] },
  },
  {
    title: 'Island ferry',
    sky: [
      [70, 150, 190],
      [164, 212, 220],
      [238, 240, 226],
    ],
    ridges: [
      { height: 0.48, rough: 0.4, colour: [110, 160, 160] },
      { height: 0.42, rough: 0.45, colour: [44, 104, 104] },
    ],
    sun: { x: 0.2, y: 0.2, size: 0.05, colour: [255, 252, 236] },
    water: 0.62,
  },
  {
    title: 'Harvest',
    sky: [
      [118, 158, 196],
      [238, 214, 170],
      [254, 226, 160],
    ],
    ridges: [
      { height: 0.38, rough: 0.35, colour: [186, 162, 98] },
      { height: 0.28, rough: 0.3, colour: [212, 162, 66] },
      { height: 0.16, rough: 0.25, colour: [164, 108, 38] },
    ],
    sun: { x: 0.6, y: 0.36, size: 0.055, colour: [255, 246, 214] },
  },
  {
    title: 'Storm coming in',
    sky: [
      [30, 36, 46],
      [70, 80, 90],
      [168, 168, 158],
    ],
    ridges: [
      { height: 0.34, rough: 0.5, colour: [62, 72, 78] },
      { height: 0.2, rough: 0.45, colour: [28, 34, 38] },
    ],
    water: 0.78,
  },
];
