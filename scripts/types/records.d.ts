// The records as the API gives them, for the type checker only: nothing here runs.

type CommType = "whatsapp" | "email" | "call" | "sms" | "note" | "meeting";
type Direction = "inbound" | "outbound" | "internal";

interface Row {
	id: string;
	created?: string;
	updated?: string;
}

interface Person extends Row {
	name: string;
	email?: string;
	role: "admin" | "agent";
	active: boolean;
	language: string;
}

interface Customer extends Row {
	name: string;
	company: string;
	email: string;
	language: string;
	country: string;
	tags: string[] | string | null;
	notes: string;
	owner: string;
}

interface Contact extends Row {
	customer: string;
	type: "phone" | "whatsapp" | "email" | "other";
	value: string;
	label: string;
	digits: string;
	wa_user_id: string;
	wa_username: string;
	opted_out_at: string;
}

interface Reaction {
	by: "inbound" | "outbound";
	emoji: string;
	at?: string;
}

interface Comm extends Row {
	customer: string;
	customer_id: string;
	type: CommType;
	direction: Direction;
	message_type: string;
	body: string;
	occurred_at: string;
	ext_message_id: string;
	reply_to: string;
	status: string;
	sent_at: string;
	delivered_at: string;
	read_at: string;
	failed_at: string;
	error_code: string;
	error: string;
	address: string;
	reactions: Reaction[] | null;
	edited_at: string;
	revoked_at: string;
	media_state: string;
	media_name: string;
	source: string;
	template: string;
	author: string;
	forwarded: number;
	about: string;
	group_id: string;
	ambiguous: boolean;
	expand?: { customer?: Customer; author?: Person };
}

interface Conversation extends Row {
	customer_id: string;
	customer: string;
	profile_name: string;
	last_at: string;
	last_preview: string;
	last_direction: Direction;
	last_type: CommType;
	unread: number;
	last_inbound_at: string;
	window_expires_at: string;
	assignee: string;
	state: string;
	expand?: { customer?: Customer; assignee?: Person };
}

interface Health {
	whatsapp: { configured: boolean; missing: string[]; signature_checked: boolean; default_verify_token: boolean };
	warnings: string[];
	parked_events: number;
	last_webhook_at: string;
}

/** A message on its way: shown at once, replaced by the stored row. */
interface Pending {
	key: string;
	customer_id: string;
	to_phone: string;
	message: string;
	at: string;
	state: "sending" | "failed";
	error: string;
	field: string;
	author: string;
	record: string;
	after: string;
}

/** What goes wrong, in words, as every store hands it to a page. */
interface Problem {
	status: number;
	message: string;
	fields: Record<string, string>;
	data: Record<string, any>;
	aborted: boolean;
	offline: boolean;
}
