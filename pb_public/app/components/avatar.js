// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { initials, tint } from "/app/lib/phone.js";
import { Icon } from "/app/components/icon.js";

const TINTS = 6;

/**
 * Initials on a quiet tint. Somebody without a name gets a silhouette.
 *
 * @param {{name: string, id: string, unknown?: boolean, small?: boolean}} props
 */
export function Avatar({ name, id, unknown, small }) {
	const look = unknown ? "avatar-unknown" : `avatar-${tint(id, TINTS)}`;
	return html`<span class=${`avatar ${look} ${small ? "avatar-small" : ""}`} aria-hidden="true">
		${unknown ? html`<${Icon} name="person" />` : initials(name)}
	</span>`;
}
