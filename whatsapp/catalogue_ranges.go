package whatsapp

// explanations are the codes of the Cloud API, as of support/error-codes.
var explanations = merged(accountErrors, messageErrors)

func merged(tables ...map[int]Explanation) map[int]Explanation {
	all := map[int]Explanation{}
	for _, table := range tables {
		for code, e := range table {
			all[code] = e
		}
	}
	return all
}

// explanationRanges are codes that mean the same to staff. Codes of their own
// come first.
var explanationRanges = []struct {
	from, to int
	Explanation
}{
	{200, 299, Explanation{
		Title: "Not permitted", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 403, SetUp: true,
		Meaning:  "The permission to send was not granted or was taken away, or Meta has blocked the app",
		NextStep: "Ask an administrator to grant whatsapp_business_messaging to the token again, and see whether Meta shows alerts for the app",
	}},
	{131020, 131020, Explanation{
		Title: "Group problem", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp refused this for the group",
		NextStep: "Write to the people one by one",
	}},
	{131041, 131041, Explanation{
		Title: "Group problem", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp refused this for the group",
		NextStep: "Write to the people one by one",
	}},
	{131059, 131059, Explanation{
		Title: "Group problem", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp refused this for the group",
		NextStep: "Write to the people one by one",
	}},
	{131201, 131215, Explanation{
		Title: "Group problem", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp refused this for the group: it may be full, closed or gone",
		NextStep: "Check the group, or write to the people one by one",
	}},
	{138000, 138018, Explanation{
		Title: "Call not possible", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "WhatsApp refused the call",
		NextStep: "Write instead, or use the telephone",
	}},
	{139000, 139004, Explanation{
		Title: "Form problem", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The form in the message has a problem",
		NextStep: "Send the message without the form, and tell an administrator",
	}},
	{139100, 139103, Explanation{
		Title: "Blocking failed", Who: ActorStaff, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The list of blocked customers could not be changed",
		NextStep: "Try again later; only customers who wrote in the last 24 hours can be blocked",
	}},
	{147001, 147005, Explanation{
		Title: "Username problem", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The username of the business could not be set",
		NextStep: "Ask an administrator to choose another one",
	}},
	{200005, 200007, Explanation{
		Title: "No figures", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "Figures on templates are not available for this account",
		NextStep: "Ask an administrator to switch them on at Meta",
	}},
	{2494164, 2494179, Explanation{
		Title: "Sign-up for marketing failed", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400,
		Meaning:  "The sign-up for marketing messages could not be completed",
		NextStep: "Ask an administrator to repeat it at Meta",
	}},
}
