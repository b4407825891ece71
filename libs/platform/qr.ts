import { crc32, deflateSync } from 'node:zlib';
import qrcode from 'qrcode-generator';

/** Dots in a row, true where they are dark. Some may be smudged: about 15 % of them can be missing. */
const matrixOf = (content: string): boolean[][] => {
  const code = qrcode(0, 'M');
  // The generator takes each character for a byte.
  code.addData(Buffer.from(content).toString('latin1'), 'Byte');
  code.make();
  const dots = Array.from({ length: code.getModuleCount() }, (_, n) => n);
  return dots.map((row) => dots.map((column) => code.isDark(row, column)));
};

/** Readers need a margin of four dots. */
const margin = 4;

/** A QR code as a picture of two colours, one bit a pixel. The same content gives the same bytes. */
export const qrPng = (content: string, pixelsOfDot = 8): Buffer => {
  const matrix = matrixOf(content);
  const width = (matrix.length + 2 * margin) * pixelsOfDot;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.writeUInt8(1, 8);
  const isDark = (y: number, x: number): boolean => matrix[y - margin]?.[x - margin] ?? false;
  const rows = Array.from({ length: width / pixelsOfDot }, (_, y) => {
    // Before each row, how it is filtered: not at all. White is 1.
    const row = Buffer.alloc(1 + Math.ceil(width / 8));
    for (let x = 0; x < width; x++) {
      if (!isDark(y, Math.floor(x / pixelsOfDot))) row[1 + (x >> 3)] = (row[1 + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
    return Array.from({ length: pixelsOfDot }, () => row);
  }).flat();
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [size, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, check]);
};

/** A QR code for a page; its size is for the page to say. */
export const qrSvg = (content: string): string => {
  const matrix = matrixOf(content);
  const size = matrix.length + 2 * margin;
  const dots = matrix.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + margin} ${y + margin}h1v1h-1z`] : [])),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${dots.join('')}"/></svg>`
  );
};
