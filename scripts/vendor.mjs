// Puts the browser libraries that package-lock.json pins into pb_public/vendor/.
//
// Preact, its hooks, signals and htm import each other by bare names, which a browser only
// understands with an import map, and an import map is an inline script, which our content
// security policy forbids. So they become one file. The SDK already is one file.

import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "pb_public", "vendor");

const entry = `
import { h, render } from "preact";
import htm from "htm";
export { h, render, Fragment, createRef } from "preact";
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useId } from "preact/hooks";
export { signal, computed, effect, batch, untracked } from "@preact/signals";
export const html = htm.bind(h);
`;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
	stdin: { contents: entry, resolveDir: root, loader: "js" },
	outfile: join(out, "preact-htm-signals.mjs"),
	bundle: true,
	format: "esm",
	target: "es2022",
	minify: true,
	legalComments: "none",
	banner: { js: await banner("preact", "@preact/signals", "htm") },
});

// The source map stays in node_modules: a dangling reference to it is an error in every console.
const sdk = await readFile(join(root, "node_modules/pocketbase/dist/pocketbase.es.mjs"), "utf8");
const stripped = sdk.replace(/^\/\/# sourceMappingURL=.*$/gm, "").trimEnd();
await writeFile(join(out, "pocketbase.mjs"), `${await banner("pocketbase")}\n${stripped}\n`);

/**
 * One comment with name, version and licence of what is in a file.
 * @param {...string} names
 */
async function banner(...names) {
	const parts = [];
	for (const name of names) {
		const path = join(root, "node_modules", name, "package.json");
		const { version, license } = JSON.parse(await readFile(path, "utf8"));
		parts.push(`${name} ${version} (${license})`);
	}
	return `/* ${parts.join(", ")}. Made by scripts/vendor.mjs. */`;
}
