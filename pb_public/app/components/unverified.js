// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/**
 * An open seal, with its sentence, at what came without a checked signature. Nothing for what is certain.
 *
 * @param {{row: Comm}} props
 */
export function Unverified({ row }) {
	return row.unverified ? html`<p class="bubble-mark unverified" data-testid="message-unverified"><${Icon} name="seal" />${t("message.unverified")}</p>` : null;
}
