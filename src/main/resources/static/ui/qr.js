// @ts-check
/**
 * QR codes (ISO/IEC 18004): text as bytes, error correction level M, versions 1 to 10, which is up
 * to 213 bytes. Enough for an address.
 */

/** By version: data bytes, error correction bytes a block, blocks. */
const SIZES = [
  [16, 10, 1], [28, 16, 1], [44, 26, 1], [64, 18, 2], [86, 24, 2],
  [108, 16, 4], [124, 18, 4], [154, 22, 4], [182, 22, 5], [216, 26, 5]];
const ALIGNMENT = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
/** Each mask inverts the modules for which it is 0. @type {((x: number, y: number) => number)[]} */
const MASKS = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => x * y % 2 + x * y % 3,
  (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2];
const LEVEL_M = 0;

/** @param {string} text @returns {boolean[][]|null} rows of dark modules; null if it is too long */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  const version = SIZES.findIndex(([room], i) => bytes.length + (i < 9 ? 2 : 3) <= room) + 1;
  if (!version) return null;
  const bits = interleaved(dataOf(bytes, version), version);
  const codes = MASKS.map((_, mask) => drawn(bits, version, mask));
  return codes.reduce((best, code) => (penaltyOf(code) < penaltyOf(best) ? code : best));
}

/** Mode, length, bytes, and what fills the rest. @param {Uint8Array} bytes @param {number} version */
function dataOf(bytes, version) {
  const room = SIZES[version - 1][0];
  const text = '0100' + binary(bytes.length, version < 10 ? 8 : 16)
    + [...bytes].map((byte) => binary(byte, 8)).join('');
  const ended = text + '0000'.slice(0, room * 8 - text.length);
  const whole = ended.padEnd(Math.ceil(ended.length / 8) * 8, '0');
  const data = (whole.match(/.{8}/g) || []).map((octet) => parseInt(octet, 2));
  for (let i = 0; data.length < room; i++) data.push(i % 2 ? 0x11 : 0xec);
  return data;
}

/** @param {number} value @param {number} length */
const binary = (value, length) => value.toString(2).padStart(length, '0');

/** Blocks with their error correction, a byte of each in turn. @param {number[]} data @param {number} version */
function interleaved(data, version) {
  const [room, correction, count] = SIZES[version - 1];
  const short = Math.floor(room / count);
  const longer = room % count;
  const blocks = [];
  for (let i = 0, from = 0; i < count; i++) {
    const length = short + (i >= count - longer ? 1 : 0);
    blocks.push(data.slice(from, from += length));
  }
  const corrections = blocks.map((block) => remainder(block, generator(correction)));
  const turn = (/** @type {number[][]} */ lists, /** @type {number} */ length) =>
    Array.from({length}, (_, i) => lists.map((list) => list[i])).flat();
  return [...turn(blocks, short + 1), ...turn(corrections, correction)]
    .filter((byte) => byte !== undefined).map((byte) => binary(byte, 8)).join('');
}

/** The product in the field of 256 elements over x^8+x^4+x^3+x^2+1. @param {number} a @param {number} b */
function times(a, b) {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = product << 1 ^ (product >> 7) * 0x11d;
    product ^= (b >> i & 1) * a;
  }
  return product;
}

/** Reed and Solomon's polynomial, without its leading 1. @param {number} degree */
function generator(degree) {
  let factors = [...Array(degree - 1).fill(0), 1];
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    factors = factors.map((factor, j) => times(factor, root) ^ (factors[j + 1] || 0));
  }
  return factors;
}

/** @param {number[]} data @param {number[]} divisor */
function remainder(data, divisor) {
  let rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest = [...rest.slice(1), 0].map((value, i) => value ^ times(divisor[i], factor));
  }
  return rest;
}

/** @param {string} bits @param {number} version @param {number} mask @returns {boolean[][]} */
function drawn(bits, version, mask) {
  const size = version * 4 + 17;
  /** @type {(boolean|undefined)[][]} */
  const grid = Array.from({length: size}, () => Array(size).fill(undefined));
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ dark) => {
    if (grid[y] && x >= 0 && x < size) grid[y][x] = dark;
  };
  patterns(set, size, version);
  formats(set, size, version, mask);
  let next = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const up = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== undefined) continue;
        grid[y][x] = (bits[next++] === '1') !== (MASKS[mask](x, y) === 0);
      }
    }
  }
  return /** @type {boolean[][]} */ (grid);
}

/** @param {(x: number, y: number, dark: boolean) => void} set @param {number} size @param {number} version */
function patterns(set, size, version) {
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    square(4, (dx, dy, ring) => set(x + dx, y + dy, ring !== 2 && ring !== 4));
  }
  const places = ALIGNMENT[version - 1];
  for (const x of places) {
    for (const y of places) {
      const inCorner = x === 6 && y === 6 || x === 6 && y === size - 7 || x === size - 7 && y === 6;
      if (!inCorner) square(2, (dx, dy, ring) => set(x + dx, y + dy, ring !== 1));
    }
  }
}

/** @param {number} radius @param {(dx: number, dy: number, ring: number) => void} visit */
function square(radius, visit) {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) visit(dx, dy, Math.max(Math.abs(dx), Math.abs(dy)));
  }
}

/**
 * Which mask and level, twice; from version 7 on which version, twice.
 *
 * @param {(x: number, y: number, dark: boolean) => void} set @param {number} size
 * @param {number} version @param {number} mask
 */
function formats(set, size, version, mask) {
  const format = withCheck(LEVEL_M << 3 | mask, 10, 0x537) ^ 0x5412;
  for (let i = 0; i < 15; i++) {
    const dark = (format >> i & 1) === 1;
    set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, dark);
    set(i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i, 8, dark);
  }
  set(8, size - 8, true);
  if (version < 7) return;
  const code = withCheck(version, 12, 0x1f25);
  for (let i = 0; i < 18; i++) {
    const dark = (code >> i & 1) === 1;
    set(size - 11 + i % 3, Math.floor(i / 3), dark);
    set(Math.floor(i / 3), size - 11 + i % 3, dark);
  }
}

/** @param {number} value @param {number} length @param {number} polynomial */
function withCheck(value, length, polynomial) {
  let rest = value;
  for (let i = 0; i < length; i++) rest = rest << 1 ^ (rest >> length - 1) * polynomial;
  return value << length | rest;
}

/**
 * How hard it is to read: long runs, blocks, what looks like a corner, too dark or too light.
 *
 * @param {boolean[][]} grid
 */
function penaltyOf(grid) {
  const columns = grid.map((_, x) => grid.map((row) => row[x]));
  const lines = [...grid, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) || [])
    .reduce((sum, run) => sum + run.length - 2, 0);
  const corners = lines.reduce((sum, line) =>
    sum + (line.match(/(?=00001011101|10111010000)/g) || []).length * 40, 0);
  let blocks = 0;
  for (let y = 1; y < grid.length; y++) {
    for (let x = 1; x < grid.length; x++) {
      const dark = grid[y][x];
      if (dark === grid[y - 1][x] && dark === grid[y][x - 1] && dark === grid[y - 1][x - 1]) blocks += 3;
    }
  }
  const share = grid.flat().filter(Boolean).length / grid.length ** 2;
  return runs + corners + blocks + Math.floor(Math.abs(share - 0.5) * 20) * 10;
}
