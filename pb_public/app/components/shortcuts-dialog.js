// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";

/** @param {{onClose: () => void}} props */
export function ShortcutsDialog({ onClose }) {
	/** @type {[string[][], string][]} */
	const rows = [
		[[["↑"], ["↓"], ["k"], ["j"]], t("keys.arrows")],
		[[["Enter"]], t("keys.enter")],
		[[["Shift", "Enter"]], t("keys.shiftEnter")],
		[[["Ctrl", "Enter"]], t("keys.ctrlEnter")],
		[[["Esc"]], t("keys.escape")],
		[[["r"]], t("keys.reply")],
		[[["r"]], t("keys.quote")],
		[[["Enter"]], t("keys.actions")],
		[[["/"]], t("keys.quick")],
		[[["n"]], t("keys.note")],
		[[["u"]], t("keys.unread")],
		[[["/"]], t("keys.search")],
		[[["g", "i"], ["g", "c"], ["g", "s"]], t("keys.go")],
		[[["?"]], t("keys.help")],
	];
	return html`<${Dialog} title=${t("keys.title")} onClose=${onClose} testid="shortcuts-dialog">
		<dl class="keys">
			${rows.map(
				([combos, words]) => html`<div key=${words}>
					<dt>${words}</dt>
					<dd>${combos.map((keys) => html`<span class="keys-combo">${keys.map((key) => html`<kbd>${key}</kbd>`)}</span>`)}</dd>
				</div>`,
			)}
		</dl>
	<//>`;
}
