/** The page for what does not exist (any more): nothing but words. */

import { begin, loaded } from "./page.js";

await begin("missing.title", loaded);
