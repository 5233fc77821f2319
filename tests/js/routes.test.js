import assert from "node:assert/strict";
import { test } from "node:test";
import { customerPath, decodeID, encodeID, importPath, inboxPath, matchRoute, safeReturn } from "/app/lib/routes.js";

test("every page has its address", () => {
	const page = (path) => matchRoute(path).page;
	assert.equal(page("/"), "inbox");
	assert.equal(page("/inbox/"), "inbox");
	assert.equal(page("/login"), "login");
	assert.equal(page("/customers"), "customers");
	assert.equal(page("/customers/abc"), "customer");
	assert.equal(page("/settings"), "settings");
	assert.equal(page("/settings/notices"), "settings");
	assert.equal(page("/customers/import"), "import");
	assert.equal(page("/customers/import/abc"), "import");
	for (const path of ["/x", "/inbox/a/b", "/customers/a/b", "/customers/import/a/b", "/INBOX"]) assert.equal(page(path), "not-found");
});

test("a tab comes from the query", () => {
	assert.deepEqual(matchRoute("/customers/abc", "?tab=details"), { page: "customer", id: "abc", tab: "details" });
});

test("ids survive the address", () => {
	for (const id of ["abc123", "unknown:447700900123", "unknown:GB.ENT.901", "a~b.c/d?e#f%g", "ü"]) {
		const path = inboxPath(id);
		assert.equal(matchRoute(path).id, id);
		assert.equal(decodeID(encodeID(id)), id);
	}
});

test("an address that can't be decoded is taken as it is", () => {
	assert.equal(matchRoute("/inbox/%E0%A4").id, "%E0%A4");
});

test("paths are built as they are read", () => {
	assert.equal(inboxPath(), "/inbox");
	assert.equal(inboxPath("unknown:44"), "/inbox/unknown:44");
	assert.equal(customerPath("abc", "details"), "/customers/abc?tab=details");
	assert.equal(customerPath(), "/customers");
	assert.equal(importPath(), "/customers/import");
	assert.equal(matchRoute(importPath("abc")).id, "abc");
});

test("signing in leads to a page of ours and nowhere else", () => {
	assert.equal(safeReturn("/customers/abc?tab=details"), "/customers/abc?tab=details");
	for (const bad of [null, "", "//evil.example", "https://evil.example", "/\\evil.example", "/login", "/nowhere", "javascript:x"]) {
		assert.equal(safeReturn(bad), "/inbox");
	}
});
