package hooks

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
)

// webhookVerify answers Meta's check of the address: the challenge and nothing
// else, when mode and token are right (webhooks/create-webhook-endpoint).
//
// note: a refusal is written, not returned as an error, because errors are
// logged with the URL and the URL holds the token.
func (c *crm) webhookVerify(e *core.RequestEvent) error {
	query := e.Request.URL.Query()
	e.Response.Header().Set("Cache-Control", "no-store")
	if query.Get("hub.mode") != "subscribe" || !equal(query.Get("hub.verify_token"), c.cfg.VerifyToken) {
		return e.String(http.StatusForbidden, "The verify token is not the one in WHATSAPP_VERIFY_TOKEN, or hub.mode is not subscribe.")
	}
	return e.String(http.StatusOK, query.Get("hub.challenge"))
}

// equal compares two secrets in constant time, whatever their lengths.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
