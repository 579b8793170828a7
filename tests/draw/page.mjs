// The storefront's draw against the vectors:
//
//     node tests/draw/page.mjs docs/reference/draw-vectors.json MODULE
//
// The module is a copy of storefront/js/draw.js that ends in .mjs, for Node takes others for CommonJS.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , file, module] = process.argv;
const { commitmentOf, placeOf, servedAt } = await import(pathToFileURL(module));
const { places, instants } = JSON.parse(readFileSync(file, "utf8"));

const compared = [];
for (const vector of places) {
  compared.push([vector.commitment, await commitmentOf(vector.seed)]);
  compared.push([vector.place, (await placeOf(vector)).toString(16).padStart(16, "0")]);
}
for (const { opens_at: opensAt, delay_ms: delayMs, spread_ms: spreadMs, ...vector } of instants) {
  const found = servedAt({ opensAt, delayMs, spreadMs }, vector.joined_at, BigInt(`0x${vector.place}`));
  compared.push([vector.served_at, found]);
}
const wrong = compared.filter(([told, found]) => told !== found);
for (const [told, found] of wrong) console.error(`told ${told}, found ${found}`);
console.log(`${compared.length - wrong.length} of ${compared.length} agree`);
process.exitCode = wrong.length ? 1 : 0;
