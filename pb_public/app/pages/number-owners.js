// @ts-check
// Several customers may have one number: whoever adds it is told who else does.

import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { navigate } from "/app/router.js";
import { otherOwner } from "/app/state/contacts.js";
import { notice } from "/app/state/notices.js";

/** Long enough to read it and to reach the button. */
const STAY = 15_000;

/** @param {Contact} contact one that was just saved */
export async function tellOtherOwner(contact) {
	const other = await otherOwner(contact);
	if (!other) return;
	notice(t("contact.alsoOf", { name: other.name || t("customers.nameless") }), {
		action: t("thread.openCustomer"),
		run: () => navigate(customerPath(other.id)),
		stay: STAY,
	});
}
