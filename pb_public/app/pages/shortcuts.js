// @ts-check
// The single keys, and the dialog that lists them.

import "/app/i18n/more.js";
import { shortcutReader, typesText } from "/app/lib/keys.js";
import { leaveThread } from "/app/pages/leave.js";
import { navigate, route } from "/app/router.js";
import { command } from "/app/state/commands.js";
import { shortcuts } from "/app/state/preferences.js";
import { signedIn } from "/app/state/session.js";

export { ShortcutsDialog } from "/app/components/shortcuts-dialog.js";

let started = false;

/** Unless somebody is typing, a dialog is open or they are switched off. */
export function startShortcuts() {
	if (started) return;
	started = true;
	const read = shortcutReader();
	document.addEventListener("keydown", (event) => {
		if (event.defaultPrevented || !signedIn.value || !shortcuts.value.value) return;
		if (typesText(/** @type {any} */ (event.target)) || document.querySelector("dialog[open]")) return;
		if (event.key === "Escape" && route.value.page === "inbox" && route.value.id) return leaveThread(route.value.id);
		const action = read(event, Date.now());
		if (!action) return;
		event.preventDefault();
		if (action.startsWith("go-")) return navigate(`/${action.slice(3)}`);
		// The search is on the customers' page, wherever it is called from.
		if (!command(action) && action === "search") {
			navigate("/customers");
			setTimeout(() => command("search"), 150);
		}
	});
}
