// @ts-check
// What somebody said in groups: kept apart from the talk with them, and only to be read.

import { html, useEffect, useMemo } from "/vendor/preact-htm-signals.mjs";
import { threadItems } from "/app/lib/groups.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { ThreadView } from "/app/components/thread-view.js";
import { inGroups, thread } from "/app/state/threads.js";

/**
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.name
 * @param {Omit<import("/app/components/bubble.js").Context, "onJump">} props.context
 * @param {() => void} props.onClose
 */
export function GroupMessages({ customerID, name, context, onClose }) {
	const one = thread(inGroups(customerID));
	const rows = one.shown.value;
	useEffect(() => void one.rows.refresh(), [customerID]);
	const items = useMemo(() => threadItems(rows), [rows]);
	return html`<${Dialog} title=${t("groups.title", { name })} onClose=${onClose} testid="group-messages" wide>
		<p class="quiet">${t("groups.help")}</p>
		<div class="group-thread">
			<${ThreadView}
				items=${items}
				pending=${[]}
				scheduled=${[]}
				loaded=${one.rows.loaded.value}
				loading=${one.rows.loading.value}
				hasOlder=${one.rows.hasMore.value}
				error=${one.rows.error.value}
				context=${{ ...context, onReply: null }}
				onOlder=${one.rows.more}
				onReload=${one.rows.load}
				onReach=${async () => false}
				pendingActions=${{ onRetry: nothing, onEdit: nothing, onDiscard: nothing, onTemplate: nothing }}
			/>
		</div>
	<//>`;
}

/** Nothing is on its way here. */
const nothing = () => {};
