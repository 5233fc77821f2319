package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/moves"
)

// conversationWindow tells until when free text reaches somebody, and whether
// another app has the chat, so that nothing can be sent at all.
func (c *crm) conversationWindow(e *core.RequestEvent) error {
	address := e.Request.URL.Query().Get("address")
	if address == "" {
		return refuseField(e, "address", "Say which number or user id this is about.")
	}
	store, customerID := moves.StoreOf(e.App), e.Request.PathValue("customerID")
	until, err := windowUntil(store, customerID, address, c.cfg.PhoneNumberID)
	if err != nil {
		return e.InternalServerError("The window could not be read. Try again.", err)
	}
	elsewhere, err := isElsewhere(store, customerID, address, c.cfg.PhoneNumberID, c.cfg.Now())
	if err != nil {
		return e.InternalServerError("Whether another app has the chat could not be read. Try again.", err)
	}
	answer := map[string]any{"address": address, "open": until.After(c.cfg.Now()), "expires_at": "", "elsewhere": elsewhere}
	if !until.IsZero() {
		answer["expires_at"] = until.UTC().Format(types.DefaultDateLayout)
	}
	return e.JSON(http.StatusOK, answer)
}

// conversationTyping shows the customer that somebody is writing, for up to 25
// seconds. With it their last message becomes read: WhatsApp knows no other way.
func (c *crm) conversationTyping(e *core.RequestEvent) error {
	if c.settingOn(settingTypingIndicator) && c.settingOn(settingReadReceipts) {
		c.receipts.send(e.Request.PathValue("customerID"), true)
	}
	return e.NoContent(http.StatusNoContent)
}
