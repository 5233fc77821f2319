// What the pages ask the server for. The real stores run against a server that writes the requests
// down; requests.json has them, and the tests of the server ask its database how it would answer
// each. So neither side can change alone: UPDATE=1 npm test writes requests.json anew.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const FILE = join(import.meta.dirname, "..", "requests.json");
const APP = join(import.meta.dirname, "..", "..", "pb_public", "app");
const CUSTOMER = "customer0000001";
/** The clock stands still. */
const NOW = "2026-11-04T10:00:00.000Z";

const nothing = () => {};
Object.assign(globalThis, {
	window: { location: { origin: "http://crm.test" }, addEventListener: nothing },
	document: { addEventListener: nothing, visibilityState: "hidden", documentElement: { dataset: {}, setAttribute: nothing } },
	localStorage: { getItem: () => null, setItem: nothing, removeItem: nothing },
	Date: class extends Date {
		/** @param {any[]} args */
		constructor(...args) {
			super(...(args.length > 0 ? args : [NOW]));
		}
		static now = () => Date.parse(NOW);
	},
	setInterval: () => 0, // the pages' own would keep the test alive
});

/** The lists asked for since the last look. @type {Record<string, string>[]} */
let asked = [];

/** A full page, whatever is asked for. */
globalThis.fetch = /** @type {any} */ (
	async (/** @type {string} */ address) => {
		const { pathname, searchParams } = new URL(address);
		const [, collection] = /^\/api\/collections\/([^/]+)\/records$/.exec(pathname) ?? [];
		if (!collection) return Response.json({ items: [] });
		asked.push({ collection, ...Object.fromEntries([...searchParams].sort(([a], [b]) => (a < b ? -1 : 1))) });
		const perPage = Number(searchParams.get("perPage"));
		const at = "2026-11-04 09:00:00.000Z";
		const row = { occurred_at: at, last_at: at, window_expires_at: "2026-11-04 11:00:00.000Z", name: "Ada Example", customer_id: CUSTOMER, created: at };
		const items = Array.from({ length: perPage > 100 ? 1 : perPage }, (_, i) => ({ id: `row${String(999 - i).padStart(12, "0")}`, ...row }));
		return Response.json({ page: 1, perPage, totalItems: -1, totalPages: -1, items });
	}
);

const { pb } = await import("/app/pb.js");
const stores = Object.fromEntries(
	await Promise.all(
		["inbox", "threads", "messages", "customers", "contacts", "conversations", "moves", "account-news", "imports", "templates", "quick-replies", "crm-settings", "session", "live"].map(
			async (name) => [name, await import(`/app/state/${name}.js`)],
		),
	),
);

/** The lines of the pages' code that ask for a list, and those that were reached. */
const reached = new Set();
const service = Object.getPrototypeOf(pb.collection("users"));
for (const name of ["getList", "getFullList", "getFirstListItem"]) {
	const original = service[name];
	service[name] = function (/** @type {any[]} */ ...args) {
		const caller = /\/app\/(state\/[\w-]+\.js):(\d+)/.exec(new Error().stack ?? "");
		if (caller) reached.add(`${caller[1]}:${caller[2]}`);
		return original.apply(this, args);
	};
}

/** @type {Record<string, Record<string, string>>} */
const requests = {};

/** @param {string} name @param {() => unknown} work of each list it asks for: "a | b" for two */
async function ask(name, work) {
	asked = [];
	await work();
	const names = name.split(" | ");
	assert.equal(asked.length, names.length, `${name}: ${JSON.stringify(asked)}`);
	names.forEach((one, i) => (requests[one] = asked[i]));
}

/** A list and its second page. @param {string} name @param {any} rows @param {() => unknown} [load] */
async function askPages(name, rows, load = rows.load) {
	await ask(name, load);
	await ask(`${name}, next page`, rows.more);
}

test("the server's tests know what the pages ask for", async () => {
	const { inbox, threads, messages, customers, contacts, conversations, moves, imports, templates, live } = stores;
	const news = stores["account-news"];
	stores.session.me.value = { id: "user00000000001", role: "admin" };
	conversations.remember([{ id: "conversation001", customer_id: CUSTOMER }]);

	const usual = { type: "all", grouped: true, unreadOnly: false, blocked: false, closing: false };
	for (const [name, filter] of Object.entries({
		"inbox": {},
		"inbox, unread": { unreadOnly: true },
		"inbox, unread of a type": { unreadOnly: true, type: "call" },
		"inbox, blocked": { blocked: true },
		"inbox, closing soon": { closing: true },
		"inbox, ungrouped": { grouped: false },
		"inbox, of a type": { type: "call" },
	})) {
		inbox.filter.value = { ...usual, ...filter };
		await askPages(name, inbox);
	}

	await ask("unread count", conversations.countUnread);
	await ask("conversations by customer_id", () => conversations.learn(["unknown:447700900123", "unknown:447700900124"], true));
	await ask("messages by id", () => live.fetchBy("comms_log", "id", ["row000000000001", "row000000000002"], "author,customer"));

	await askPages("thread", threads.thread(CUSTOMER).rows);
	await askPages("thread in groups", threads.thread(threads.inGroups(CUSTOMER)).rows);
	await ask("last address", () => threads.lastAddress(CUSTOMER));
	await ask("count in groups", () => threads.countInGroups(CUSTOMER, 100));
	await ask("waiting", () => messages.loadWaiting(CUSTOMER));

	await askPages("customers", customers.customers);
	await ask("customers by words", () => customers.search("ada merrow", false));
	await ask("customers by number", () => customers.search("7700 900", false));
	await ask("doubtful customers", () => customers.search("", true));
	await ask("contacts", () => contacts.loadContacts(CUSTOMER));
	await ask("owner by number", () => contacts.ownerOf("447700900123"));
	await ask("owner by user id", () => contacts.ownerOf("US.1234567890"));
	await ask("another owner", () => contacts.otherOwner({ digits: "447700900123", customer: CUSTOMER }));

	await ask("moves of a contact", () => moves.undoContact("contact00000001"));
	await ask("moves from | moves to", () => moves.loadHistory(CUSTOMER));
	await ask("merged into", () => moves.mergedInto(CUSTOMER));
	await ask("moved to", () => moves.movedTo("unknown:447700900123"));

	await askPages("notices", news.open);
	await askPages("dismissed notices", news.dismissed);
	await ask("notices count", async () => {
		news.followAccount();
		while (asked.length === 0) await new Promise((done) => setTimeout(done, 1));
	});
	await ask("imports", imports.loadImports);
	await ask("templates", templates.loadTemplates);
	await ask("quick replies", stores["quick-replies"].loadQuickReplies);
	await ask("settings", stores["crm-settings"].loadSettings);

	if (process.env.UPDATE) writeFileSync(FILE, JSON.stringify(requests, null, "\t") + "\n");
	assert.deepEqual(requests, JSON.parse(readFileSync(FILE, "utf8")));
});

test("no list is asked for that the test above doesn't know", () => {
	const lines = [];
	for (const file of readdirSync(APP, { recursive: true, encoding: "utf8" })) {
		if (!file.endsWith(".js")) continue;
		readFileSync(join(APP, file), "utf8").split("\n").forEach((line, i) => {
			if (/\.(getList|getFullList|getFirstListItem)\(/.test(line)) lines.push(`${file}:${i + 1}`);
		});
	}
	assert.ok(lines.length > 10);
	assert.deepEqual(lines.filter((line) => !reached.has(line)), []);
});
