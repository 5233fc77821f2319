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
	search?: string;
}

/** A customer as a choice: what a search or a list of likely ones gives. */
interface CustomerPick {
	id: string;
	name: string;
	company: string;
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
	invalid: boolean;
	preferred: boolean;
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
	reply_address: string;
	wa_user_id: string;
	wa_phone: string;
	wa_username: string;
	expand?: { customer?: Customer; assignee?: Person };
}

/** One line of the journal of everything that moved messages. */
interface Move extends Row {
	kind: "adopt" | "release" | "move" | "choose" | "merge" | "edit";
	from: string;
	to: string;
	from_name: string;
	to_name: string;
	contact: string;
	actor: string;
	actor_name: string;
	messages: number;
	contacts: number;
	undone_at: string;
}

/** Whose the messages of a number may be. */
interface Owner {
	customer: CustomerPick;
	contact: string;
	current: boolean;
}

/** What would move with a contact. */
interface Effects {
	messages: number;
	from: { customer_id: string; name: string };
	to: { customer_id: string; name: string };
}

interface MergePreview {
	into: Customer;
	from: Customer;
	contacts: number;
	messages: number;
	fields: Record<string, { into: any; from: any; result: any }>;
}

interface ImportOptions {
	country: string;
	duplicates: "skip" | "fill" | "add";
}

interface Import extends Row {
	name: string;
	state: "uploaded" | "checked" | "running" | "done" | "failed" | "cancelled";
	encoding: string;
	delimiter: string;
	header: boolean;
	columns: { name: string; samples: string[]; guess: string }[] | null;
	mapping: Record<string, string> | null;
	options: Partial<ImportOptions> | null;
	total: number;
	done: number;
	created_customers: number;
	created_contacts: number;
	updated_customers: number;
	skipped: number;
	refused: number;
	error: string;
	author: string;
	file: string;
	errors_file: string;
	started_at: string;
	finished_at: string;
}

interface ImportCheck {
	total: number;
	new: number;
	duplicates: number;
	in_file: number;
	refused: number;
	updates: number;
	samples: {
		new: { line: number; name: string; contacts: string[] }[];
		duplicates: { line: number; name: string; customer: { id: string; name: string }; because: string }[];
		refused: { line: number; reason: string; cells: string[] }[];
	};
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
