package whatsapp

// messageErrors are about messages, limits, templates and calls.
//
// Source: support/error-codes.
var messageErrors = map[int]Explanation{
	// The message.
	131000: {
		Title: "Something went wrong at WhatsApp", Who: ActorStaff, Retry: RetryOnce, HTTPStatus: 500,
		Meaning:  "Something went wrong at WhatsApp, and it doesn't say what",
		NextStep: "Look whether the message arrived, then try once more",
	},
	131008: {
		Title: "Something is missing", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The message lacks something that WhatsApp needs",
		NextStep: "Show it to an administrator",
	},
	131009: {
		Title: "Something is not valid", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Something in the message is not valid, or the message it refers to is gone or too old",
		NextStep: "Correct the message, or send it without the quote",
	},
	131016: {
		Title: "WhatsApp is not available", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 500,
		Meaning:  "A part of WhatsApp is not available at the moment",
		NextStep: "Wait a few minutes, then send again",
	},
	131051: {
		Title: "Kind of message not supported", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp doesn't carry this kind of message between businesses and customers",
		NextStep: "Say it in another way, as text or as a picture",
	},
	131052: {
		Title: "File could not be fetched", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp could not fetch the file, or it is too big",
		NextStep: "Send a smaller file, or ask the customer to send it again",
	},
	131053: {
		Title: "File not accepted", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp doesn't accept the file: its kind or its size is not allowed",
		NextStep: "Send another kind of file, or a smaller one",
	},
	131055: {
		Title: "Not allowed", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp doesn't allow this request",
		NextStep: "Show it to an administrator",
	},
	131060: {
		Title: "Message not available", Who: ActorStaff, Retry: RetryNo,
		Meaning:  "The customer's message exists but is not handed on to this program",
		NextStep: "Look at it on the phone, or ask the customer to send it again",
	},
	131063: {
		Title: "Marketing not allowed here", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Marketing templates are switched off for this way of sending",
		NextStep: "Ask an administrator to switch to Meta's marketing messages, or to allow them here again",
	},

	// Limits.
	130429: {
		Title: "Sending too fast", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The business number sends faster than WhatsApp allows",
		NextStep: "Wait a little, then send again",
	},
	131048: {
		Title: "Limited for low quality", Who: ActorStaff, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "Too many people blocked or reported the business, and WhatsApp limits what it may send",
		NextStep: "Stop mailings and wait some hours; write only to people who expect it",
	},
	131056: {
		Title: "Too many messages to one customer", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "Too many messages went to this customer in a short time",
		NextStep: "Wait a minute, then send again",
	},

	// Templates and forms.
	132000: {
		Title: "Wrong number of values", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The template needs another number of values than were filled in",
		NextStep: "Fill in all values of the template, and no others",
	},
	132001: {
		Title: "Template not found", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 404,
		Meaning:  "The template doesn't exist in this language, or is not approved",
		NextStep: "Choose another template or language",
	},
	132005: {
		Title: "Template too long", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "With the values filled in the template is too long",
		NextStep: "Shorten the values",
	},
	132007: {
		Title: "Template against the rules", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The content of the template is against WhatsApp's rules",
		NextStep: "Choose another template, and have this one changed",
	},
	132008: {
		Title: "Value not accepted", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "A value filled into the template is not what it expects",
		NextStep: "Correct the values",
	},
	132012: {
		Title: "Value not accepted", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "A value filled into the template is not in the form it expects",
		NextStep: "Correct the values",
	},
	132015: {
		Title: "Template paused", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp has paused the template, because customers rated it badly",
		NextStep: "Choose another template; an administrator can improve this one",
	},
	132016: {
		Title: "Template disabled", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp has disabled the template for good, because customers rated it badly",
		NextStep: "Choose another template",
	},
	132018: {
		Title: "Values not accepted", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The values filled into the template have line breaks, tabs or too many spaces, or are not allowed",
		NextStep: "Write the values on one line, then send again",
	},
	132068: {
		Title: "Form blocked", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The form in the message is blocked at WhatsApp",
		NextStep: "Send the message without the form, and tell an administrator",
	},
	132069: {
		Title: "Form slowed down", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The form in the message was sent too often in a short time",
		NextStep: "Wait an hour, then send again",
	},
	134100: {
		Title: "Not a marketing template", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "This way of sending is for marketing templates only",
		NextStep: "Choose a marketing template, or send in the ordinary way",
	},
	134101: {
		Title: "Template not ready yet", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The template is new and not ready everywhere; this takes about ten minutes",
		NextStep: "Wait ten minutes, then send again",
	},
	134102: {
		Title: "Template not available", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 500,
		Meaning:  "The template is not available at the moment",
		NextStep: "Wait a few minutes, then send again",
	},
	2388019: {
		Title: "Too many templates", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The account has as many templates as it may have",
		NextStep: "Delete templates that are not used any more",
	},
	2388024: {
		Title: "Template exists already", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "There is already a template of this name in this language",
		NextStep: "Choose another name",
	},
	2388039: {
		Title: "Template can't be changed", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The template can't be changed in the state it is in",
		NextStep: "Wait until Meta has decided on it",
	},
	2388040: {
		Title: "Template too long", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "A part of the template is longer than allowed",
		NextStep: "Shorten it",
	},
	2388047: {
		Title: "Header not accepted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The header of the template is not accepted",
		NextStep: "Correct the header",
	},
	2388072: {
		Title: "Text not accepted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The text of the template is not accepted",
		NextStep: "Correct the text",
	},
	2388073: {
		Title: "Footer not accepted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The footer of the template is not accepted",
		NextStep: "Correct the footer",
	},
	2388293: {
		Title: "Too many values for the text", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The template has too many values for so little text",
		NextStep: "Add text, or leave values out",
	},
	2388299: {
		Title: "Value at the edge of the text", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The text of a template can't begin or end with a value",
		NextStep: "Put words before and behind the values",
	},

	// Calls.
	138000: {
		Title: "Calls not switched on", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Calls are not switched on for the business number",
		NextStep: "Ask an administrator to switch them on at Meta",
	},
	138001: {
		Title: "Customer can't be called", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The customer can't be called on WhatsApp",
		NextStep: "Write instead, or use the telephone",
	},
	138002: {
		Title: "Too many calls at once", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The business number has as many calls at once as it may have",
		NextStep: "Wait until a call has ended",
	},
	138003: {
		Title: "Already in a call", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "There is already a call with this customer",
		NextStep: "End that call first",
	},
	138005: {
		Title: "Too many calls", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "Too many calls were begun in a short time",
		NextStep: "Wait a few minutes, then call again",
	},
	138006: {
		Title: "No permission to call", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The customer has not allowed calls from the business",
		NextStep: "Ask the customer for permission in the chat",
	},
	138007: {
		Title: "No answer", Who: ActorStaff, Retry: RetryNo,
		Meaning:  "The call was not answered in time",
		NextStep: "Call again later, or write",
	},
	138009: {
		Title: "Asked too often", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The customer was asked for permission to call too often",
		NextStep: "Wait a day before asking again",
	},
	138012: {
		Title: "Too many calls to one customer", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The customer was called as often as WhatsApp allows in a day",
		NextStep: "Wait a day, or write instead",
	},
}
