// @ts-check
// One conversation in the inbox: the thread with its header, and who this is beside it.

import { html, useEffect, useLayoutEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { inboxPath } from "/app/lib/routes.js";
import { party } from "/app/lib/names.js";
import { identity } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { Empty } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";
import { arrived, back, focusHeading, navigate, title } from "/app/router.js";
import { onCommand } from "/app/state/commands.js";
import { index, learn } from "/app/state/conversations.js";
import { ownerOf } from "/app/state/contacts.js";
import { byID } from "/app/state/customers.js";
import { ownersOf } from "/app/state/identity.js";
import { resynced } from "/app/state/live.js";
import { notice } from "/app/state/notices.js";
import { movedTo } from "/app/state/moves.js";
import { markUnread } from "/app/state/reading.js";
import { goAlong, useMoves } from "/app/pages/follow.js";
import { leaveThread } from "/app/pages/leave.js";
import { ThreadPane } from "/app/pages/thread-pane.js";
import { useMerged } from "/app/pages/merged.js";
import { WhoPane } from "/app/pages/who-pane.js";

/** @param {{id: string}} props */
export default function Talk({ id }) {
	const [dialog, setDialog] = useState(/** @type {"" | "send" | "entry"} */ (""));
	const counter = arrived.value;
	useLayoutEffect(focusHeading, [id, counter]);
	useEffect(() => onCommand("unread", unread), [id]);
	const conversation = index.value.get(id);
	useMove(id, !conversation);
	const leaving = useMoves(id, !conversation);
	const customer = byID.value.get(id) ?? conversation?.expand?.customer;
	const { title: known, unknown, profile } = party(id, customer, conversation?.profile_name);
	const name = known || t("customers.nameless");
	title.value = name;
	const gone = customer === undefined && byID.value.get(id) === null && !leaving;

	async function unread() {
		const problem = await markUnread(id);
		if (problem) return notice(problem.message, { bad: true });
		notice(t("thread.markedUnread"));
		navigate("/inbox");
	}

	if (gone) {
		return html`<section class="pane-thread pane-nothing" aria-label=${t("thread.gone")}>
			<h1 class="visually-hidden" tabindex="-1" data-heading>${t("thread.gone")}</h1>
			<${Gone} customerID=${id} />
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
							? html`${profile && html`<bdi>~${profile}</bdi> · `}${t("inbox.unknownSender")}${identity(id).userID && ` · ${t("contact.hiddenNumber")}`}`
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
				onEscape=${() => leaveThread(id)}
			/>
		</section>
		<div class="pane-who">
			<${WhoPane} customerID=${id} onClose=${() => back(inboxPath(id))} />
		</div>
	`;
}

/** Nobody is here any more: the way to where they went. @param {{customerID: string}} props */
function Gone({ customerID }) {
	const move = useMerged(customerID);
	if (move === undefined) return null;
	return html`<${Empty}
		icon="inbox"
		title=${move ? t("customer.merged", { name: move.to_name }) : t("thread.gone")}
		help=${move ? t("customer.mergedHelp") : t("thread.goneHelp")}
	>
		${move && html`<a class="button button-primary" href=${inboxPath(move.to)}>${t("customer.openMerged", { name: move.to_name })}</a>`}
		<a class="button" href="/inbox">${t("thread.toInbox")}</a>
	<//>`;
}

/**
 * Asks for the conversation, and follows it when an unknown sender's has become a customer's while
 * nobody was looking. What is told as it happens is followed by useMoves.
 *
 * @param {string} id
 * @param {boolean} missing
 */
function useMove(id, missing) {
	const [asked, setAsked] = useState(false);
	const { known, address } = identity(id);
	const fresh = resynced.value;
	useEffect(() => {
		let left = false;
		void learn([id], true).then(() => left || setAsked(true));
		return () => void (left = true);
	}, [id, fresh]);
	useEffect(() => {
		if (known || !asked || !missing) return;
		let left = false;
		void ownerOf(address).then(async (owner) => {
			// The contact may be written in the other way that a number has in some countries, or be gone again.
			const customerID = owner?.id || (await ownersOf(id, address))[0]?.customer.id || (await movedTo(id));
			if (left || !customerID) return;
			goAlong(id, customerID);
		});
		return () => void (left = true);
	}, [id, missing, asked, fresh]);
}
