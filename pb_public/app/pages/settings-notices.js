// @ts-check
// What WhatsApp tells of the account, its numbers and its templates: what happened and what to do.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { localTimes, whenWords } from "/app/lib/dates-more.js";
import { own } from "/app/lib/own.js";
import { t } from "/app/i18n/index.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { Pager } from "/app/components/pager.js";
import { RawDialog } from "/app/components/raw-dialog.js";
import { dismissed, isAdmin, open, rawNotice, setDismissed } from "/app/state/account-news.js";
import { announce, notice } from "/app/state/notices.js";

const ICONS = { info: "info", warning: "alert", problem: "alert" };

export function NoticeSettings() {
	const [raw, setRaw] = useState("");
	const [earlier, setEarlier] = useState(false);
	const admin = isAdmin.value;
	useEffect(() => {
		if (admin) void open.refresh();
	}, [admin]);
	if (!admin) return html`<${Empty} icon="info" title=${t("notices.adminsOnly")} help=${t("notices.adminsOnlyHelp")} />`;

	/** @param {AccountNotice} row @param {boolean} away */
	const put = async (row, away) => {
		const problem = await setDismissed(row, away);
		if (problem) return notice(problem.message, { bad: true });
		// The button is gone with its notice: whoever uses the keyboard goes on with the next one.
		setTimeout(() => {
			if (document.activeElement !== document.body) return;
			/** @type {HTMLElement | null} */ (document.querySelector(".notice-foot button:last-child, [data-testid='notices-earlier']"))?.focus({ preventScroll: true });
		});
		if (away) notice(t("notices.dismissed"), { action: t("common.undo"), run: () => void put(row, false) });
		else announce(t("notices.restored"));
	};
	const showEarlier = () => {
		if (!earlier) void dismissed.refresh();
		setEarlier(!earlier);
	};
	const copy = async (/** @type {string} */ text) => {
		try {
			await navigator.clipboard.writeText(text);
			notice(t("message.copied"));
		} catch {
			notice(t("message.copyFailed"), { bad: true });
		}
	};
	return html`
		<section class="card" aria-labelledby="set-notices">
			<h2 id="set-notices">${t("notices.title")}</h2>
			<p class="quiet">${t("notices.help")}</p>
			<${Notices} rows=${open} onPut=${(/** @type {AccountNotice} */ row) => put(row, true)} onRaw=${setRaw}>
				<p class="notices-none"><${Icon} name="check" />${t("notices.none")}</p>
			<//>
		</section>
		<section class="card" aria-labelledby="set-notices-earlier">
			<h2 id="set-notices-earlier">${t("notices.earlier")}</h2>
			<button type="button" class="button" aria-expanded=${String(earlier)} data-testid="notices-earlier" onClick=${showEarlier}>
				${t(earlier ? "notices.hideEarlier" : "notices.showEarlier")}
			</button>
			${earlier &&
			html`<${Notices} rows=${dismissed} onPut=${(/** @type {AccountNotice} */ row) => put(row, false)} onRaw=${setRaw}>
				<p class="quiet">${t("notices.noneEarlier")}</p>
			<//>`}
		</section>
		${raw && html`<${RawDialog} help=${t("notices.rawHelp")} load=${() => rawNotice(raw)} onCopy=${copy} onClose=${() => setRaw("")} />`}
	`;
}

/**
 * @param {{rows: import("/app/state/rows.js").Rows<AccountNotice>, onPut: (row: AccountNotice) => void, onRaw: (id: string) => void, children: any}} props
 *   children: what to say when there are none
 */
function Notices({ rows, onPut, onRaw, children }) {
	if (!rows.loaded.value) {
		return rows.error.value ? html`<${Trouble} message=${rows.error.value.message} onRetry=${rows.refresh} />` : html`<${Skeleton} rows=${3} />`;
	}
	if (rows.items.value.length === 0) return children;
	return html`<ul class="notices">
			${rows.items.value.map((row) => html`<${Notice} key=${row.id} row=${row} onPut=${onPut} onRaw=${onRaw} />`)}
		</ul>
		${rows.hasMore.value && html`<${Pager} onMore=${rows.more} loading=${rows.loading.value} />`}`;
}

/** @param {{row: AccountNotice, onPut: (row: AccountNotice) => void, onRaw: (id: string) => void}} props */
function Notice({ row, onPut, onRaw }) {
	const at = parseDate(row.occurred_at) ?? new Date(0);
	const away = parseDate(row.dismissed_at);
	const name = row.expand?.dismissed_by?.name;
	const title = localTimes(row.title);
	const importing = !!row.progress && row.progress !== 100;
	return html`<li class=${`notice notice-${row.severity}`} data-testid="account-notice" data-id=${row.id} data-field=${row.field} data-severity=${row.severity}>
		<span class="notice-icon"><${Icon} name=${own(ICONS, row.severity) ?? "info"} /></span>
		<div class="notice-main">
			<p class="notice-title"><span class="visually-hidden">${t(/** @type {any} */ (`notices.severity.${row.severity}`))}: </span><strong dir="auto">${title}</strong></p>
			${importing && html`<progress max="100" value=${row.progress} aria-label=${t("notices.progress")}></progress>`}
			<p dir="auto">${localTimes(row.advice)}</p>
			<p class="notice-foot">
				<time datetime=${at.toISOString()} title=${fullTime(at)}>${whenWords(at, new Date())}</time>
				${away && html`<span>${name ? t("notices.dismissedBy", { name, time: whenWords(away, new Date()) }) : t("notices.dismissedAt", { time: whenWords(away, new Date()) })}</span>`}
				<button type="button" class="link-button" data-testid="notice-raw" aria-label=${`${t("raw.menu")}: ${title}`} onClick=${() => onRaw(row.id)}>${t("raw.menu")}</button>
				<button type="button" class="link-button" data-testid=${away ? "notice-restore" : "notice-dismiss"} aria-label=${`${t(away ? "notices.restore" : "common.dismiss")}: ${title}`} onClick=${() => onPut(row)}>
					${t(away ? "notices.restore" : "common.dismiss")}
				</button>
			</p>
		</div>
	</li>`;
}
