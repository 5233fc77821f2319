package whatsapp

// newToken is what helps with a token that works no more.
const newToken = "Ask an administrator to create a new access token at Meta and set it as WHATSAPP_ACCESS_TOKEN"

// tokenSubcodes say what is wrong with the access token.
//
// Source: facebook.com/docs/graph-api/guides/error-handling.
var tokenSubcodes = map[int]Explanation{
	458: tokenFault("The app is not installed for this access token any more", newToken),
	459: tokenFault("Meta wants the user of the access token to sign in and confirm something",
		"Ask an administrator to sign in at facebook.com as that user and do what it asks for"),
	460: tokenFault("The password behind the access token was changed, which ends the token", newToken),
	463: tokenFault("The access token has expired", newToken),
	464: tokenFault("The user of the access token is not confirmed at Meta",
		"Ask an administrator to sign in at facebook.com as that user and do what it asks for"),
	467: tokenFault("The access token is not valid: it was withdrawn, or is not a whole token", newToken),
	490: tokenFault("Meta has locked the user of the access token until a check is passed",
		"Ask an administrator to sign in at facebook.com as that user and do what it asks for"),
	492: tokenFault("The user of the access token has lost the right to use this account",
		"Ask an administrator to give that user access to the account at Meta, or to set another access token"),
}

func tokenFault(meaning, next string) Explanation {
	return Explanation{Title: "Access token refused", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 401, SetUp: true, Meaning: meaning, NextStep: next}
}

// What code 100 says beside "something is not valid".
var (
	numberUnknown = Explanation{
		Title: "Business number not found", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "WhatsApp doesn't know the id that is set for the business number, or the access token may not use that number",
		NextStep: "Ask an administrator to check WHATSAPP_PHONE_NUMBER_ID, and that the token's user may use its account",
	}
	proofMissing = Explanation{
		Title: "Proof of the app secret needed", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "The app at Meta requires a proof of the app secret, and none could be given",
		NextStep: "Ask an administrator to set WHATSAPP_APP_SECRET to the secret of the app that the access token is of",
	}
	proofRefused = Explanation{
		Title: "Proof of the app secret refused", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: 400, SetUp: true,
		Meaning:  "The app at Meta requires a proof of the app secret, and refuses ours: the secret is that of another app, or old",
		NextStep: "Ask an administrator to set WHATSAPP_APP_SECRET to the secret of the app that the access token is of",
	}
)
