// @ts-check
// What somebody changes of their own account.

import { pb, problem } from "/app/pb.js";
import { me, renewing } from "/app/state/session.js";

/**
 * @param {string} name
 * @returns {Promise<Problem | null>}
 */
export async function saveName(name) {
	if (!me.value) return null;
	try {
		await pb.collection("users").update(me.value.id, { name });
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/**
 * A new password ends every session, so this one begins again with it.
 *
 * @param {string} oldPassword
 * @param {string} password
 * @returns {Promise<Problem | null>}
 */
export async function changePassword(oldPassword, password) {
	const person = me.value;
	if (!person) return null;
	const email = String(pb.authStore.record?.email ?? "");
	try {
		await renewing(async () => {
			await pb.collection("users").update(person.id, { oldPassword, password, passwordConfirm: password });
			await pb.collection("users").authWithPassword(email, password);
		});
		return null;
	} catch (cause) {
		return problem(cause);
	}
}
