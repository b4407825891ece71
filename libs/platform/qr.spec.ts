import { crc32, inflateSync } from 'node:zlib';
import jsqr from 'jsqr';
import { qrPng, qrSvg } from './qr.js';

const address = 'https://nmrf.example.org/door/K7QF-2M9P';

/** The chunks of a PNG, each checked against its sum. */
const chunksOf = (png: Buffer) => {
  expect(png.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.subarray(0, 4).toString(), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
};

/** What a camera would see of it: four bytes a pixel. */
const pixelsOf = (png: Buffer) => {
  const [header, image] = chunksOf(png);
  const width = header!.data.readUInt32BE(0);
  const rows = inflateSync(image!.data);
  const stride = 1 + Math.ceil(width / 8);
  expect(rows.length).toBe(stride * width);
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++) {
    expect(rows[y * stride]).toBe(0);
    for (let x = 0; x < width; x++) {
      const isLight = ((rows[y * stride + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1;
      pixels.fill(isLight ? 255 : 0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { pixels, width };
};
const decode = (png: Buffer) => {
  const { pixels, width } = pixelsOf(png);
  const found = jsqr.default(pixels, width, width);
  return found && Buffer.from(found.binaryData).toString();
};

describe('a QR code', () => {
  it('is a PNG of two colours, well formed', () => {
    const chunks = chunksOf(qrPng(address));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    // One bit, greyscale, nothing special.
    expect([...chunks[0]!.data.subarray(8)]).toEqual([1, 0, 0, 0, 0]);
    expect(qrPng(address).length).toBeLessThan(2000);
  });

  it.each([address, 'x', 'ការពិគ្រោះយោបល់ وزارة é', `https://nmrf.example.org/${'long/'.repeat(60)}`])(
    'is read as what it holds: %s',
    (content) => {
      expect(decode(qrPng(content))).toBe(content);
      expect(decode(qrPng(content, 3))).toBe(content);
    },
  );

  it('is the same, byte for byte, when it is drawn again', () => {
    expect(qrPng(address).equals(qrPng(address))).toBe(true);
  });

  it('is drawn for a page dot by dot as for a mail', () => {
    const svg = qrSvg(address);
    const { pixels, width } = pixelsOf(qrPng(address, 1));
    const [, size] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
    expect(Number(size)).toBe(width);
    const dark = new Set([...svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++) expect(dark.has(`${x} ${y}`)).toBe(pixels[(y * width + x) * 4] === 0);
    }
  });
});
