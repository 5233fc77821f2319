// @ts-check
// One conversation in the inbox: the thread with its header, and who this is beside it.

import { html, useEffect, useLayoutEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { inboxPath } from "/app/lib/routes.js";
import { party } from "/app/lib/names.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { Empty } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { arrived, back, focusHeading, navigate, title } from "/app/router.js";
import { onCommand } from "/app/state/commands.js";
import { index, learn, markUnread } from "/app/state/conversations.js";
import { byID } from "/app/state/customers.js";
import { notice } from "/app/state/notices.js";
import { ThreadPane } from "/app/pages/thread-pane.js";
import { WhoPane } from "/app/pages/who-pane.js";

/** @param {{id: string}} props */
export default function Talk({ id }) {
	const [dialog, setDialog] = useState(/** @type {"" | "send" | "entry"} */ (""));
	const counter = arrived.value;
	useLayoutEffect(focusHeading, [id, counter]);
	useEffect(() => void learn([id], true), [id]);
	useEffect(() => onCommand("unread", unread), [id]);
	const conversation = index.value.get(id);
	const customer = byID.value.get(id) ?? conversation?.expand?.customer;
	const { title: known, unknown, profile } = party(id, customer, conversation?.profile_name);
	const name = known || t("customers.nameless");
	title.value = name;
	const gone = customer === undefined && byID.value.get(id) === null;

	async function unread() {
		const problem = await markUnread(id);
		if (problem) return notice(problem.message, { bad: true });
		notice(t("thread.markedUnread"));
		navigate("/inbox");
	}

	if (gone) {
		return html`<section class="pane-thread pane-nothing" aria-label=${t("thread.gone")}>
			<h1 class="visually-hidden" tabindex="-1" data-heading>${t("thread.gone")}</h1>
			<${Empty} icon="inbox" title=${t("thread.gone")} help=${t("thread.goneHelp")}>
				<a class="button" href="/inbox">${t("thread.toInbox")}</a>
			<//>
		</section>`;
	}
	return html`
		<section class="pane-thread" aria-label=${t("thread.title", { name })}>
			<header class="thread-head">
				<button type="button" class="icon-button only-narrow" aria-label=${t("common.back")} onClick=${() => back("/inbox")}>
					<${Icon} name="back" />
				</button>
				<${Avatar} name=${name} id=${id} unknown=${unknown} small />
				<div class="thread-who">
					<h1 tabindex="-1" data-heading><bdi>${name}</bdi></h1>
					<p>
						${unknown
							? html`${t("inbox.unknownSender")}${profile && html` · <bdi>~${profile}</bdi>`}`
							: (customer?.company ?? "")}
					</p>
				</div>
				<button
					type="button"
					class="icon-button"
					title=${t("entry.add")}
					aria-label=${t("entry.add")}
					data-testid="add-entry"
					onClick=${() => setDialog("entry")}
				>
					<${Icon} name="note" />
				</button>
				<button
					type="button"
					class="icon-button"
					title=${t("thread.markUnread")}
					aria-label=${t("thread.markUnread")}
					data-testid="mark-unread"
					onClick=${unread}
				>
					<${Icon} name="unread" />
				</button>
				<a class="icon-button only-no-who" href=${`${inboxPath(id)}?tab=who`} title=${t("who.title")} aria-label=${t("who.title")}>
					<${Icon} name="info" />
				</a>
			</header>
			<${ThreadPane}
				customerID=${id}
				name=${name}
				inline
				dialog=${dialog}
				onDialog=${setDialog}
				onEscape=${() => navigate("/inbox")}
			/>
		</section>
		<div class="pane-who">
			<${WhoPane} customerID=${id} onClose=${() => back(inboxPath(id))} />
		</div>
	`;
}
