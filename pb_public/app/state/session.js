// @ts-check
// Who is signed in, and the way in and out.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { onRefused, pb, problem } from "/app/pb.js";

/** How often the server is asked whether the session still holds. */
const VERIFY_EVERY = 30 * 1000;

export const me = signal(/** @type {Person | null} */ (current()));
export const signedIn = computed(() => me.value !== null);
/** Why the sign-in page is shown: "", "expired" or "signedOut". */
export const reason = signal("");

/** @type {Set<(why: string) => void>} */
const leaving = new Set();

/**
 * Runs when a session ends, before the next one can begin: stores forget what they hold.
 *
 * @param {(why: string) => void} listener told "expired" or "signedOut"
 */
export function onSignOut(listener) {
	leaving.add(listener);
}

function current() {
	const record = pb.authStore.isValid ? pb.authStore.record : null;
	if (!record || record.collectionName !== "users") return null;
	return /** @type {Person} */ (/** @type {unknown} */ (record));
}

// Another tab signing in or out reaches this one through the store.
pb.authStore.onChange(() => {
	const next = current();
	if (!next && me.value) end("expired");
	else me.value = next;
});

/**
 * @param {string} email
 * @param {string} password
 * @returns {Promise<Problem | null>}
 */
export async function signIn(email, password) {
	try {
		await pb.collection("users").authWithPassword(email, password);
		reason.value = "";
		verified = Date.now();
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

export function signOut() {
	end("signedOut");
}

/** @param {string} why */
function end(why) {
	if (!me.value) return;
	for (const listener of leaving) listener(why);
	// First why, then that: the sign-in page is chosen at once.
	reason.value = why;
	me.value = null;
	pb.authStore.clear();
}

let verified = 0;
/** @type {Promise<void> | null} */
let running = null;

/**
 * Asks the server whether this session still holds, and renews it. A list with a rule answers a
 * guest with an empty page, not with an error, so an ended session has to be looked for.
 *
 * @param {boolean} [now] even if it was asked a moment ago
 */
export function verify(now = false) {
	if (!me.value || running) return running ?? Promise.resolve();
	if (!pb.authStore.isValid) {
		end("expired");
		return Promise.resolve();
	}
	if (!now && Date.now() - verified < VERIFY_EVERY) return Promise.resolve();
	running = pb
		.collection("users")
		.authRefresh({ requestKey: null })
		.then(
			() => {
				verified = Date.now();
			},
			(cause) => {
				const { status } = problem(cause);
				if (status === 401 || status === 403 || status === 404) end("expired");
			},
		)
		.finally(() => {
			running = null;
		});
	return running;
}

onRefused(() => {
	// note: the refusal may be the answer to verify itself, or to one thing this person may not do.
	if (me.value && !running && Date.now() - verified > 2000) void verify(true);
});

/**
 * Nobody asks meanwhile whether the session still holds: the work begins it again.
 *
 * @param {() => Promise<unknown>} work
 */
export async function renewing(work) {
	running = Promise.resolve();
	try {
		await work();
		verified = Date.now();
	} finally {
		running = null;
	}
}
