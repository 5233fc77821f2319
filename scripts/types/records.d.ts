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
	opt_out_source: string;
	invalid: boolean;
	preferred: boolean;
	/** Since when the number is theirs no more, as WhatsApp told. */
	given_up_at?: string;
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
	error_title?: string;
	error: string;
	address: string;
	reactions: Reaction[] | null;
	edited_at: string;
	revoked_at: string;
	/** Who of the staff deleted an entry; empty when the sender withdrew it. */
	revoked_by?: string;
	media: string;
	media_state: string;
	media_error: string;
	media_mime: string;
	media_name: string;
	/** Of a document, in bytes. */
	media_size?: number;
	/** Of a file that did not come: whether WhatsApp can be asked again. */
	media_fetchable?: boolean;
	source: string;
	template: string;
	author: string;
	forwarded: number;
	about: string;
	group_id: string;
	ambiguous: boolean;
	unverified: boolean;
	client_key?: string;
	details?: Details;
	/** the texts of a message, first to last; by: who corrected it here; left_out: how many before it are not kept */
	versions?: { id?: string; body: string; at: string; by?: string; left_out?: number }[] | null;
	send_at?: string;
	next_attempt_at?: string;
	attempts?: number;
	/** Of a call that WhatsApp told of; empty for one that staff have logged. */
	call_outcome?: "" | "ringing" | "ongoing" | "completed" | "missed" | "unanswered" | "declined" | "failed" | "unknown";
	call_seconds?: number;
	pricing_category?: string;
	pricing_type?: string;
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
	last_status?: string;
	last_unverified: boolean;
	last_error?: string | boolean;
	unread: number;
	last_inbound_at: string;
	window_expires_at: string;
	assignee: string;
	state: string;
	reply_address: string;
	wa_user_id: string;
	wa_phone: string;
	wa_username: string;
	/** An unknown sender's; a customer's is on the contact. */
	opted_out_at?: string;
	opt_out_source?: string;
	expand?: { customer?: Customer; assignee?: Person };
}

/** What WhatsApp tells of the account, in words; for admins. */
interface AccountNotice extends Row {
	field: string;
	severity: "info" | "warning" | "problem";
	title: string;
	advice: string;
	progress: number;
	occurred_at: string;
	dismissed_by: string;
	dismissed_at: string;
	expand?: { dismissed_by?: Person };
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
	doubtful: number;
	codes: { column: string; before: string[] }[];
	samples: {
		doubtful: { line: number; name: string; values: string[] }[];
		new: { line: number; name: string; contacts: string[] }[];
		duplicates: { line: number; name: string; customer: { id: string; name: string }; because: string }[];
		refused: { line: number; reason: string; cells: string[] }[];
	};
}

interface Health {
	whatsapp: { configured: boolean; missing: string[]; signature_checked: boolean; default_verify_token: boolean };
	/** Why nothing leaves now, and whether it stays so until somebody mends it; empty while messages leave. */
	sending: { reason: string; closed: boolean };
	warnings: string[];
	/** What should be set before this is run for real; for admins. `page` is of the dashboard. */
	setup: { code: string; title: string; text: string; page: string }[];
	/** Names of those who can mend it, for those who can't. */
	tell: string[];
	parked_events: number;
	last_webhook_at: string;
	machine: {
		free_bytes: number;
		fault: string;
		checked_at: string;
		check: string;
		backup_at: string;
		backup_bytes: number;
		backup_check: string;
		clock_off_seconds: number | null;
		clean_up_waits: boolean;
	};
}

/** One of Meta's message templates, as it was last fetched. */
interface Template extends Row {
	name: string;
	language: string;
	category: string;
	status: string;
	quality: string;
	parameter_format: string;
	components: any[] | null;
	meta_id: string;
	reason: string;
	synced_at: string;
	removed_at: string;
}

interface QuickReply extends Row {
	shortcut: string;
	body: string;
	author: string;
}

/** What a message is made of: exactly one of these is set. */
interface Content {
	message?: string;
	template?: Record<string, any>;
	interactive?: Record<string, any>;
	location?: Record<string, any>;
	contacts?: Record<string, any>[];
	/** Of a file: as what it is sent, and what is under it. */
	kind?: string;
	caption?: string;
	voice?: boolean;
}

/** A file on its way, without its bytes: those are in state/uploads.js. */
interface PendingFile {
	name: string;
	type: string;
	size: number;
	width: number;
	height: number;
}

/** A message on its way: shown at once, replaced by the stored row. */
interface Pending {
	/** The client_key: one per message, whatever is tried. */
	key: string;
	customer_id: string;
	to_phone: string;
	content: Content;
	/** What to show until the log has it. */
	message: string;
	template: string;
	reply_to: string;
	send_at: string;
	at: string;
	/** lost: no answer came, it is sent again by itself under the same key. held: one before it failed. */
	state: "sending" | "lost" | "held" | "failed";
	error: string;
	field: string;
	code: string;
	author: string;
	record: string;
	after: string;
	file?: PendingFile;
	batch?: string;
}

/** How far a customer's number can be written to. */
interface WindowAnswer {
	open: boolean;
	expires_at: string;
	address: string;
	/** Another app has the chat: nothing can be sent. */
	elsewhere: boolean;
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

/** What a message holds beside its text; see whatsapp.Details. */
interface Details {
	text?: string;
	place?: { latitude?: string; longitude?: string; name?: string; address?: string; url?: string; map_url?: string };
	cards?: Card[];
	order?: {
		catalog?: string;
		items: { product?: string; quantity?: string; price?: string; currency?: string; total?: string }[];
		more?: number;
		totals?: { value: string; currency?: string }[];
	};
	answers?: { name: string; value: string }[];
	choice?: { title?: string; description?: string; id?: string };
	offer?: {
		header?: string;
		text?: string;
		footer?: string;
		buttons?: string[];
		open?: string;
		sections?: { title?: string; rows: { title?: string; description?: string; id?: string }[] }[];
		link?: { text?: string; url?: string };
	};
	ad?: { source?: string; id?: string; headline?: string; text?: string; url?: string };
	/** Where a file is that was sent as a link. */
	link?: string;
	missing?: { unknown?: boolean; kind?: string; code?: number; reason?: string };
}

/** An address card. */
interface Card {
	name?: string;
	company?: string;
	title?: string;
	phones?: { number?: string; wa_id?: string; label?: string }[];
	emails?: string[];
	own?: boolean;
}
