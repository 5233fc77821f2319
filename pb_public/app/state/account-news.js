// @ts-check
// What WhatsApp tells of the account: for admins, fetched after the first view. The server lets
// nobody else read it.

import "/app/i18n/more.js";
import { computed, effect, signal } from "/vendor/preact-htm-signals.mjs";
import { allOf, pb, problem } from "/app/pb.js";
import { debounce } from "/app/lib/debounce.js";
import { t } from "/app/i18n/index.js";
import { news } from "/app/state/health.js";
import { onRecord, onResync } from "/app/state/live.js";
import { createRows } from "/app/state/rows.js";
import { me, onSignOut } from "/app/state/session.js";

/** More than this are not counted. */
const MOST = 100;

export const isAdmin = computed(() => me.value?.role === "admin");
/** What nobody has dismissed and is more than good to know, the newest first. */
const pressing = signal(/** @type {AccountNotice[]} */ ([]));
/** What does not work until somebody acts. */
export const problems = computed(() => pressing.value.filter((one) => one.severity === "problem"));

effect(() => {
	const count = pressing.value.length;
	news.value = { count, words: count > 0 ? t("notices.count", { count }) : "" };
});

// note: not = '', which PocketBase writes so that the database would read all there are.
const OPEN = "dismissed_at <= ''";

/** @param {string} filter */
const list = (filter) =>
	/** @type {import("/app/state/rows.js").Rows<AccountNotice>} */ (
		createRows({ collection: "whatsapp_notices", sort: "occurred_at", direction: -1, expand: "dismissed_by", filter: () => filter })
	);
export const open = list(OPEN);
export const dismissed = list("dismissed_at != ''");

async function count() {
	if (!isAdmin.value) return void (pressing.value = []);
	try {
		const answer = await pb.collection("whatsapp_notices").getList(1, MOST, {
			filter: allOf(OPEN, "severity != 'info'"),
			sort: "-occurred_at",
			skipTotal: true,
			requestKey: null,
		});
		pressing.value = /** @type {any[]} */ (answer.items);
	} catch {
		// note: the next change or refresh asks again
	}
}

async function refresh() {
	await Promise.all([count(), open.loaded.value && open.refresh(), dismissed.loaded.value && dismissed.refresh()]);
}

// An import tells its progress many times.
const soon = debounce(() => void refresh(), 300);
let following = false;

/** Counts, and goes on counting. */
export function followAccount() {
	void count();
	if (following) return;
	following = true;
	onRecord((collection) => {
		if (collection === "whatsapp_notices") soon();
	});
	onResync(refresh);
}

/**
 * @param {AccountNotice} row
 * @param {boolean} away
 * @returns {Promise<Problem | null>}
 */
export async function setDismissed(row, away) {
	try {
		await pb.send(`/api/crm/whatsapp/notices/${row.id}/${away ? "dismiss" : "restore"}`, { method: "POST", requestKey: null });
		await refresh();
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/** As WhatsApp sent it. @param {string} id @returns {Promise<{payload: unknown, error: Problem | null}>} */
export async function rawNotice(id) {
	try {
		const answer = await pb.send(`/api/crm/whatsapp/notices/${id}/body`, { method: "GET", requestKey: null });
		return { payload: answer.payload, error: null };
	} catch (cause) {
		return { payload: null, error: problem(cause) };
	}
}

onSignOut(() => {
	pressing.value = [];
	open.clear();
	dismissed.clear();
});
