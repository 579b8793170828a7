// A verifier of the draw, written from docs/reference/draw.md alone.
//
//     node tests/draw/verify.mjs docs/reference/draw-vectors.json
//
// Says how many vectors it agrees with; ends with 1 and names those with which it does not.

import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const VERSION = "sale-draw-1";

const framed = (...fields) =>
  Buffer.concat(
    fields.flatMap((field) => {
      const bytes = Buffer.isBuffer(field) ? field : Buffer.from(String(field), "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );

const commitment = (seed) => createHash("sha256").update(seed).digest("hex");

const place = (seed, beacon, sale, window, shopper) =>
  createHmac("sha256", seed)
    .update(framed(VERSION, "place", beacon, sale, window, shopper))
    .digest("hex")
    .slice(0, 16);

const digest = (sale, window, shoppers) => {
  const sorted = shoppers.map((shopper) => Buffer.from(shopper, "utf8")).sort(Buffer.compare);
  return createHash("sha256").update(framed(VERSION, "entrants", sale, window, ...sorted)).digest("hex");
};

const servedAt = (opening, delay, spread, joined, place) =>
  joined < opening
    ? opening + delay + Number((BigInt(`0x${place}`) * BigInt(spread)) / 2n ** 64n)
    : joined + delay + spread;

const bytes = (hex) => Buffer.from(hex, "hex");
const vectors = JSON.parse(readFileSync(process.argv[2], "utf8"));
const compared = [
  [vectors.version, VERSION],
  ...vectors.places.map((v) => [v.commitment, commitment(bytes(v.seed))]),
  ...vectors.places.map((v) => [v.place, place(bytes(v.seed), bytes(v.beacon), v.sale, v.window, v.shopper)]),
  ...vectors.digests.map((v) => [v.digest, digest(v.sale, v.window, v.shoppers)]),
  ...vectors.instants.map((v) => [v.served_at, servedAt(v.opens_at, v.delay_ms, v.spread_ms, v.joined_at, v.place)]),
];
const wrong = compared.filter(([told, found]) => told !== found);
for (const [told, found] of wrong) console.error(`told ${told}, found ${found}`);
console.log(`${compared.length - wrong.length} of ${compared.length} agree`);
process.exitCode = wrong.length ? 1 : 0;
