// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { ContactList } from "/app/components/contact-list.js";
import { Icon } from "/app/components/icon.js";

/**
 * Who is on the other side.
 *
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.name
 * @param {boolean} props.unknown
 * @param {string} props.profile
 * @param {boolean} props.hidden whether WhatsApp hides the number
 * @param {Customer | null | undefined} props.customer
 * @param {Customer | null | undefined} props.owner of an unknown number, by now
 * @param {Contact[]} props.contacts
 * @param {Conversation | undefined} props.conversation
 * @param {() => void} props.onCreate
 * @param {() => void} props.onAttach
 * @param {() => void} [props.onClose]
 */
export function WhoPanel(props) {
	const { customerID, name, unknown, profile, hidden, customer, owner, contacts, conversation, onCreate, onAttach, onClose } = props;
	return html`<aside class="who" aria-label=${t("who.title")}>
		${onClose &&
		html`<header class="who-bar">
			<h1 tabindex="-1" data-heading>${t("who.title")}</h1>
			<button type="button" class="icon-button" aria-label=${t("common.close")} onClick=${onClose}><${Icon} name="close" /></button>
		</header>`}
		<div class="who-head">
			<${Avatar} name=${name} id=${customerID} unknown=${unknown} />
			<h2 class="who-name"><bdi>${name}</bdi></h2>
			${customer?.company && html`<p class="who-company">${customer.company}</p>`}
			${profile && html`<p class="who-company">${t("who.profile", { name: profile })}</p>`}
		</div>
		${unknown ? html`<${Unknown} ...${{ hidden, owner, onCreate, onAttach }} />` : html`<a class="button button-block" href=${customerPath(customerID)}>${t("thread.openCustomer")}</a>`}
		<${Window} conversation=${conversation} />
		${!unknown &&
		html`<section class="who-section">
			<h3>${t("contacts.title")}</h3>
			<${ContactList} contacts=${contacts} />
		</section>`}
		${customer?.notes &&
		html`<section class="who-section">
			<h3>${t("customer.notes")}</h3>
			<p class="prewrap" dir="auto">${customer.notes}</p>
		</section>`}
	</aside>`;
}

/** @param {{hidden: boolean, owner: Customer | null | undefined, onCreate: () => void, onAttach: () => void}} props */
function Unknown({ hidden, owner, onCreate, onAttach }) {
	if (owner) {
		return html`<div class="who-unknown">
			<p>${t("who.ownedBy", { name: owner.name })}</p>
			<a class="button button-block" href=${customerPath(owner.id)}>${t("thread.openCustomer")}</a>
		</div>`;
	}
	if (hidden) return html`<div class="who-unknown"><p>${t("who.unknownUser")}</p></div>`;
	return html`<div class="who-unknown">
		<p>${t("who.unknown")}</p>
		<button type="button" class="button button-primary button-block" data-testid="who-create" onClick=${onCreate}>
			${t("who.create")}
		</button>
		<button type="button" class="button button-block" data-testid="who-attach" onClick=${onAttach}>${t("who.attach")}</button>
	</div>`;
}

/** Until when free text reaches them. @param {{conversation: Conversation | undefined}} props */
function Window({ conversation }) {
	const until = parseDate(conversation?.window_expires_at);
	if (!until) return null;
	const open = until.getTime() > Date.now();
	return html`<p class="who-window">
		<${Icon} name="whatsapp" />
		<span>${open ? t("who.window", { time: fullTime(until) }) : t("who.windowClosed")}</span>
	</p>`;
}

