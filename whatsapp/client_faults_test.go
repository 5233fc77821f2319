package whatsapp

import (
	"net/http"
	"strings"
	"testing"
)

// refusedWith is an answer as the client reads it.
func refusedWith(t *testing.T, status int, body string) *APIError {
	t.Helper()
	err := NewClient(ClientOptions{Token: "a-token-of-a-test", PhoneNumberID: "1"}).refusal(status, http.Header{}, []byte(body))
	refused, ok := err.(*APIError)
	if !ok {
		t.Fatalf("HTTP %d %s: %v", status, body, err)
	}
	return refused
}

// What stops everything until an administrator has mended it, and what they are
// told; what a proxy says is never said of the token.
func TestFaultsOfTheSetUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		token  bool
		stops  bool
		says   string
	}{
		{401, `{"error":{"message":"Session has expired","type":"OAuthException","code":190,"error_subcode":463}}`, true, true, "has expired"},
		{400, `{"error":{"message":"x","type":"OAuthException","code":190,"error_subcode":460}}`, true, true, "password"},
		{400, `{"error":{"message":"x","type":"OAuthException","code":190,"error_subcode":490}}`, true, true, "locked the user"},
		{400, `{"error":{"message":"x","type":"OAuthException","code":190,"error_subcode":459}}`, true, true, "sign in at facebook.com"},
		{400, `{"error":{"message":"x","type":"OAuthException","code":190}}`, true, true, "new access token"},
		{400, `{"error":{"message":"Session key invalid","type":"OAuthException","code":102}}`, true, true, "new access token"},
		{400, `{"error":{"message":"Incorrect signature","type":"OAuthException","code":"104"}}`, true, true, "new access token"},
		{400, `{"error":{"message":"An active access token must be used","type":"OAuthException","code":2500}}`, true, true, "new access token"},
		{400, `{"error":{"message":"x","type":"OAuthException","code":1,"error_subcode":467}}`, true, true, "withdrawn"},
		{401, `{"error":{"message":"AuthException","code":0}}`, true, true, "new access token"},
		{403, `{"error":{"message":"AuthException","type":"OAuthException","code":0}}`, true, true, "new access token"},
		{401, `{"error":{"message":"Authentication error","type":"OAuthException"}}`, true, true, "new access token"},
		{401, `{"error":{"message":"Something else","type":"OAuthException","code":424242}}`, true, true, "new access token"},
		{400, `{"error":{"message":"API calls from the server require an appsecret_proof argument","type":"GraphMethodException","code":100}}`, false, true, "WHATSAPP_APP_SECRET"},
		{400, `{"error":{"message":"Invalid appsecret_proof provided in the API argument","type":"GraphMethodException","code":100}}`, false, true, "another app"},
		{401, `{"error":{"message":"Invalid appsecret_proof provided in the API argument","type":"OAuthException","code":190}}`, false, true, "another app"},
		{400, `{"error":{"message":"Unsupported post request. Object with ID '1' does not exist","type":"GraphMethodException","code":100,"error_subcode":33}}`, false, false, "WHATSAPP_PHONE_NUMBER_ID"},
		{400, `{"error":{"message":"(#100) Param text is too long","type":"OAuthException","code":100}}`, false, false, "Shorten"},
		{400, `{"error":{"message":"x","type":"GraphMethodException","code":100,"error_subcode":463}}`, false, false, "Shorten"},
		{401, `{"error":{"message":"(#10) Permission","type":"OAuthException","code":10}}`, false, false, "whatsapp_business_messaging"},
		{403, `{"error":{"message":"(#200) API access blocked.","type":"OAuthException","code":200}}`, false, false, "blocked the app"},
		{401, `<html>Unauthorized</html>`, false, false, "wants a sign-in of its own"},
		{401, `{"error":"invalid_token"}`, false, false, "wants a sign-in of its own"},
		{403, `<html>Attention Required! | Cloudflare</html>`, false, false, "proxy or a firewall"},
		{403, `{"message":"Forbidden"}`, false, false, "proxy or a firewall"},
		{407, ``, false, false, "wants a sign-in of its own"},
		{404, `<html>Not Found</html>`, false, false, "proxy or a firewall"},
	} {
		refused := refusedWith(t, c.status, c.body)
		if got := refused.TokenRefused(); got != c.token {
			t.Errorf("HTTP %d %s is the token's fault: %t", c.status, c.body, got)
		}
		if got := refused.Stops(); got != c.stops || got && refused.MayBeTaken() {
			t.Errorf("HTTP %d %s stops everything: %t", c.status, c.body, got)
		}
		why := refused.Explain()
		if !strings.Contains(why.Sentence(), c.says) || (why.Who == ActorAdmin) != why.SetUp || why.Code != refused.Code {
			t.Errorf("HTTP %d %s: %+v", c.status, c.body, why)
		}
		if isProxy := refused.Code == CodeNone; isProxy && strings.Contains(why.Sentence(), "access") {
			t.Errorf("HTTP %d %s blames the access token: %s", c.status, c.body, why.Sentence())
		}
	}
}
