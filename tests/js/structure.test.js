// What holds the pages together: who may import whom, and that every text exists and is used.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { en } from "/app/i18n/en.js";
import { more } from "/app/i18n/en-more.js";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";

const root = join(import.meta.dirname, "../../pb_public");
const files = readdirSync(join(root, "app"), { recursive: true })
	.map(String)
	.filter((name) => name.endsWith(".js"))
	.map((name) => ({ name, text: readFileSync(join(root, "app", name), "utf8") }));
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/** What a folder may import besides its own files and the texts. */
const MAY = {
	lib: [],
	i18n: [],
	components: ["lib"],
	state: ["lib", "pb.js"],
	pages: ["lib", "components", "state", "router.js"],
};

test("imports go one way: pages, components, state, lib", () => {
	for (const { name, text } of files) {
		const folder = name.split("/")[0];
		if (!(folder in MAY)) continue;
		for (const [, target] of withoutComments(text).matchAll(/\bfrom\s+"\/app\/([^"]+)"/g)) {
			const to = target.split("/")[0];
			const allowed = to === folder || MAY[folder].includes(to) || (to === "i18n" && folder !== "lib");
			assert.ok(allowed, `${name} imports ${target}`);
		}
	}
});

test("only the stores speak to the server", () => {
	for (const { name, text } of files) {
		if (name.startsWith("state/") || name === "pb.js" || name === "theme.js") continue;
		assert.doesNotMatch(withoutComments(text), /\/app\/pb\.js|\bfetch\(|\bpb\./, name);
	}
});

test("every file says what it is checked by", () => {
	for (const { name, text } of files) assert.ok(text.startsWith("// @ts-check"), name);
});

test("components are closed as htm closes them", () => {
	for (const { name, text } of files) assert.doesNotMatch(text, /<\/\$\{|className=|<\/[A-Z]/, name);
});

/** The texts a piece of code asks for: by name, and by the beginning of a name. */
function asked(code) {
	return {
		named: [...code.matchAll(/\bt\(\s*(?:\/\*\*[^*]*\*\/\s*)?"([^"]+)"/g)].map((match) => match[1]),
		built: [...code.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]),
	};
}

/** The files that a file imports, with those that they import, without what is fetched later. */
function reached(...from) {
	const seen = new Set();
	const visit = (path) => {
		if (seen.has(path)) return;
		seen.add(path);
		if (path.startsWith("/vendor/")) return;
		const text = withoutComments(readFileSync(join(root, path), "utf8"));
		for (const [, target] of text.matchAll(/(?:\bfrom|^import)\s+"(\/[^"]+)"/gm)) visit(target);
	};
	from.forEach(visit);
	return seen;
}
const code = (paths) =>
	[...paths]
		.filter((path) => !path.startsWith("/vendor/") && !path.includes("/i18n/en"))
		.map((path) => withoutComments(readFileSync(join(root, path), "utf8")))
		.join("\n");
const firstView = reached("/app/main.js", "/app/pages/inbox.js");

test("every text exists, and every text is used", () => {
	const all = code(files.map(({ name }) => `/app/${name}`));
	const { named, built } = asked(all);
	const texts = { ...en, ...more };
	assert.equal(Object.keys(texts).length, Object.keys(en).length + Object.keys(more).length, "a key is in both");
	for (const key of named) assert.ok(key in texts, `no text for ${key}`);
	const unused = Object.keys(texts).filter((key) => !all.includes(`"${key}"`) && !built.some((start) => key.startsWith(start)));
	assert.deepEqual(unused, []);
});

test("the first view has its texts, and what is fetched later brings its own", () => {
	const first = asked(code(firstView));
	for (const key of first.named) assert.ok(key in en, `${key} is missing in en.js`);
	for (const { name } of files) {
		const path = `/app/${name}`;
		const later = /^pages\//.test(name) || code(firstView).includes(`import("${path}")`);
		if (!later || firstView.has(path)) continue;
		const needs = asked(code(reached(path)));
		if (needs.named.every((key) => key in en)) continue;
		const entry = code(firstView).includes(`import("${path}")`);
		if (entry) assert.ok(reached(path).has("/app/i18n/more.js"), `${name} doesn't import more.js`);
	}
});

test("no page has words of its own", () => {
	// Text between tags that is not ${…}: an expression may hold tags again, so only the simple case.
	for (const { name, text } of files) {
		if (!/^(pages|components)\//.test(name) && name !== "shell.js") continue;
		for (const [, words] of withoutComments(text).matchAll(/>([^<>${}`\n]*[A-Za-z]{3,}[^<>${}`\n]*)</g)) {
			assert.fail(`${name}: "${words.trim()}"`);
		}
	}
});

test("plural forms follow the number, and numbers their language", () => {
	assert.equal(t("inbox.unread", { count: 1 }), "1 unread message");
	assert.equal(t("inbox.unread", { count: 1234 }), `${new Intl.NumberFormat().format(1234)} unread messages`);
	assert.equal(t("send.title", { name: "Ada {name}" }), "Send WhatsApp to Ada {name}");
});

test("what is preloaded is part of the first view", () => {
	const html = readFileSync(join(root, "index.html"), "utf8");
	const preloaded = [...html.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map((match) => match[1]);
	assert.ok(preloaded.length >= 12);
	for (const path of preloaded) assert.ok(firstView.has(path), `${path} is preloaded for nothing`);
});
