package whatsapp

// accountErrors are about the account, the business number and the customer.
//
// Source: support/error-codes, and for the codes of Graph itself
// facebook.com/docs/graph-api/guides/error-handling, …/overview/rate-limiting.
var accountErrors = map[int]Explanation{
	// Account and access.
	0: {
		Title: "Not signed in to WhatsApp", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 401, SetUp: true,
		Meaning:  "The access key to WhatsApp has expired, was withdrawn or is wrong",
		NextStep: newToken,
	},
	1: {
		Title: "Unknown error at WhatsApp", Who: ActorStaff, Retry: RetryOnce, HTTPStatus: 400,
		Meaning:  "WhatsApp could not work with the request and doesn't say why",
		NextStep: "Look whether the message arrived, then try once more",
	},
	2: {
		Title: "WhatsApp is down", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 503,
		Meaning:  "WhatsApp is down or overloaded at the moment",
		NextStep: "Wait a few minutes, then send again",
	},
	3: {
		Title: "Not permitted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 500, SetUp: true,
		Meaning:  "This WhatsApp app lacks a permission that is needed for this",
		NextStep: "Ask an administrator to check the permissions of the app and its token",
	},
	4: {
		Title: "Too many requests", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "This program has asked WhatsApp too often in a short time",
		NextStep: "Wait a minute, then send again",
	},
	10: {
		Title: "Not permitted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 403, SetUp: true,
		Meaning:  "The permission to send was not granted, or was taken away",
		NextStep: "Ask an administrator to grant whatsapp_business_messaging to the token again",
	},
	33: {
		Title: "Business number not found", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "The WhatsApp number of the business was deleted, or its id is set wrongly",
		NextStep: "Ask an administrator to check WHATSAPP_PHONE_NUMBER_ID",
	},
	100: {
		Title: "Part of the message is not valid", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp doesn't accept a part of the message: something is missing, too long or misspelt",
		NextStep: "Shorten or correct the message; if it looks right, show it to an administrator",
	},
	190: {
		Title: "Access token expired", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 401, SetUp: true,
		Meaning:  "The access key to WhatsApp has expired or is not valid",
		NextStep: newToken,
	},
	368: {
		Title: "Blocked for a policy violation", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 403, SetUp: true,
		Meaning:  "Meta has blocked this WhatsApp account for breaking its rules for a time",
		NextStep: "Ask an administrator to open the account's quality page at Meta and appeal there",
	},
	17: {
		Title: "Too many requests", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The user of the access token has asked WhatsApp too often in a short time",
		NextStep: "Wait a minute, then send again",
	},
	102: {
		Title: "Not signed in to WhatsApp", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 401, SetUp: true,
		Meaning:  "The access key to WhatsApp has expired, was withdrawn or is wrong",
		NextStep: newToken,
	},
	104: {
		Title: "Access token not accepted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 401, SetUp: true,
		Meaning:  "WhatsApp doesn't accept the signature of the access key",
		NextStep: newToken,
	},
	341: {
		Title: "Too many requests", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The app has reached a limit at Meta",
		NextStep: "Wait a while, then send again",
	},
	613: {
		Title: "Too many requests", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "This program has asked WhatsApp too often in a short time",
		NextStep: "Wait a minute, then send again",
	},
	803: {
		Title: "Not found at WhatsApp", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 404, SetUp: true,
		Meaning:  "What the request names doesn't exist at WhatsApp",
		NextStep: "Ask an administrator to check WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_BUSINESS_ACCOUNT_ID",
	},
	2500: {
		Title: "Not signed in to WhatsApp", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "WhatsApp found no working access key in the request",
		NextStep: newToken,
	},
	80007: {
		Title: "Too many requests", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The WhatsApp account has reached its limit of requests for this hour",
		NextStep: "Wait a while, then send again",
	},
	80008: {
		Title: "Too many requests", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The WhatsApp account has reached its limit of requests for this hour",
		NextStep: "Wait a while, then send again",
	},
	131005: {
		Title: "Access denied", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 403, SetUp: true,
		Meaning:  "WhatsApp denied access: a permission is missing",
		NextStep: "Ask an administrator to check the permissions of the access token",
	},
	131031: {
		Title: "Account locked", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 403, SetUp: true,
		Meaning:  "Meta has locked or restricted this WhatsApp account, or the two-step PIN was wrong",
		NextStep: "Ask an administrator to open the account at Meta and see what it asks for",
	},
	131042: {
		Title: "Payment problem", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "WhatsApp can't charge the account: a payment method is missing or was refused",
		NextStep: "Ask an administrator to settle the payment method at Meta",
	},
	131044: {
		Title: "Payment method missing", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Calls need a payment method, and the account has none",
		NextStep: "Ask an administrator to add a payment method at Meta",
	},
	131057: {
		Title: "Number in maintenance", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 500,
		Meaning:  "Meta is working on the number of the business; this takes about a minute",
		NextStep: "Wait two minutes, then send again",
	},
	131064: {
		Title: "Account limited", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Meta limits this account because its templates were in the wrong category",
		NextStep: "Wait until the limit is lifted; an administrator sees until when at Meta",
	},
	134011: {
		Title: "Terms for payments not accepted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 500, SetUp: true,
		Meaning:  "The terms for payments on WhatsApp have not been accepted",
		NextStep: "Ask an administrator to accept them at Meta",
	},

	// The business number.
	131037: {
		Title: "Display name not approved", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "Meta has not approved the display name of the business number yet",
		NextStep: "Ask an administrator to have the name approved; until then nothing can be sent",
	},
	131045: {
		Title: "Number not registered", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 500, SetUp: true,
		Meaning:  "The business number is not registered with WhatsApp, or its certificate is not in order",
		NextStep: "Ask an administrator to register the number",
	},
	133000: {
		Title: "Number half removed", Who: ActorAdmin, Retry: RetryOnce, HTTPStatus: 500,
		Meaning:  "An earlier removal of the number was not completed",
		NextStep: "Ask an administrator to remove the number once more, then to register it",
	},
	133004: {
		Title: "Registration not available", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 503,
		Meaning:  "WhatsApp's registration of numbers is not available at the moment",
		NextStep: "Wait a few minutes, then try again",
	},
	133005: {
		Title: "Wrong PIN", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The two-step PIN of the number is wrong",
		NextStep: "Ask an administrator for the right PIN, or to set a new one at Meta",
	},
	133006: {
		Title: "Number not verified", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "The number has to be verified before it is registered",
		NextStep: "Ask an administrator to verify the number at Meta",
	},
	133008: {
		Title: "Too many wrong PINs", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The two-step PIN was entered wrongly too often",
		NextStep: "Wait as long as Meta says before trying again",
	},
	133009: {
		Title: "PIN entered too fast", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The two-step PIN was tried too often in a short time",
		NextStep: "Wait as long as Meta says before trying again",
	},
	133010: {
		Title: "Number not registered", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "The business number is not registered with WhatsApp",
		NextStep: "Ask an administrator to register the number",
	},
	133015: {
		Title: "Number deleted a moment ago", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The number was deleted a moment ago and is not free yet",
		NextStep: "Wait five minutes, then try again",
	},
	133016: {
		Title: "Registered too often", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "The number was registered and removed too often: ten times in 72 hours is the limit",
		NextStep: "Wait 72 hours, then try again",
	},
	136024: {
		Title: "Too many codes", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "Too many verification codes were requested",
		NextStep: "Wait a while before asking for another code",
	},
	2494100: {
		Title: "Number in maintenance", Who: ActorNobody, Retry: RetryWait, HTTPStatus: 400,
		Meaning:  "Meta is still setting the number up",
		NextStep: "Wait a few minutes, then try again",
	},
	2388012: {
		Title: "Number can't be moved", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The number can't be moved to this account",
		NextStep: "Ask an administrator to look at the number at Meta",
	},
	2388091: {
		Title: "Number can't be moved", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The move of the number to this account was refused",
		NextStep: "Ask an administrator to look at the number at Meta",
	},
	2388093: {
		Title: "Number can't be moved", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The move of the number to this account was refused",
		NextStep: "Ask an administrator to look at the number at Meta",
	},
	2388103: {
		Title: "Number can't be moved", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The number can't be moved to this account as it is",
		NextStep: "Ask an administrator to look at the number at Meta",
	},
	2593107: {
		Title: "Import asked for too often", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The chats of the WhatsApp Business app can be imported only so often",
		NextStep: "Nothing is lost; new messages arrive as usual",
	},
	2593108: {
		Title: "Import too late", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The chats of the WhatsApp Business app can be imported only within 24 hours of joining",
		NextStep: "Nothing can be done; new messages arrive as usual",
	},
	2593109: {
		Title: "Chat history not shared", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The owner of the WhatsApp Business app chose not to share earlier chats",
		NextStep: "Nothing needs doing; new messages arrive as usual",
	},
	1752041: {
		Title: "Joined already", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The number has already joined this offer of Meta",
		NextStep: "Nothing needs doing",
	},

	// The customer.
	130403: {
		Title: "Customer is blocked", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "This customer is blocked by the business, or may not be written to",
		NextStep: "Unblock the customer first, if that is meant",
	},
	130472: {
		Title: "Not delivered: Meta's experiment", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Meta tests what happens when this customer gets no marketing, so the message was not delivered",
		NextStep: "Use another channel; sending again won't help",
	},
	130497: {
		Title: "Country not allowed", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 403,
		Meaning:  "The business may not message people in this country on WhatsApp",
		NextStep: "Use another channel",
	},
	131021: {
		Title: "Sent to itself", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The recipient is the business's own number",
		NextStep: "Choose another number",
	},
	131026: {
		Title: "Not deliverable", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp could not deliver the message and doesn't say why: the number may not be on WhatsApp, its app too old, or the business blocked",
		NextStep: "Check the number, or reach the customer another way",
	},
	131030: {
		Title: "Not on the test list", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "This is Meta's test number, which may write only to the numbers on its list",
		NextStep: "Ask an administrator to add the customer's number to the list, or to set up a real number",
	},
	131047: {
		Title: "Window closed", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "More than 24 hours have passed since the customer last wrote",
		NextStep: "Send an approved template, or wait until they write again",
	},
	131049: {
		Title: "Held back by Meta", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Meta limits how much marketing this customer gets from all businesses together, and held this message back",
		NextStep: "Wait at least 24 hours, or use another channel; the customer did not opt out",
	},
	131050: {
		Title: "Customer stopped marketing", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The customer chose to get no marketing from this business",
		NextStep: "Send no more marketing; messages about their orders and questions are still allowed",
	},
	131062: {
		Title: "Phone number needed", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "This message can't be sent to a customer whose phone number is hidden",
		NextStep: "Ask the customer for their phone number",
	},
	137000: {
		Title: "Customer's identity changed", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The customer's WhatsApp was set up anew since it was last confirmed",
		NextStep: "Make sure that it is still the same person, then confirm and send again",
	},
	135000: {
		Title: "Not accepted", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp doesn't accept something in the message and doesn't say what",
		NextStep: "Correct the message; if it looks right, show it to an administrator",
	},
}
