package whatsapp

// decodeEchoes reads what the business said by other means than this program:
// in the WhatsApp Business app, or by Meta's own agent.
//
// Sources: webhooks/reference/smb_message_echoes; message_echoes has no page.
func decodeEchoes(d *decoder, s *scope, value *jsonValue) {
	source := "app"
	if s.field == "message_echoes" {
		source = "meta_agent"
	}
	d.chat(s, value, voice{kind: KindEcho, side: Outbound, source: source, at: frame{place: placeList}})
}

// decodeStandby reads a chat that another app controls. What a customer writes
// there opens the window all the same: it belongs to the number, not to the app.
//
// Source: webhooks/reference/standby.
func decodeStandby(d *decoder, s *scope, value *jsonValue) {
	v := voice{kind: KindMessage, side: Inbound, source: "standby", at: frame{place: placeStandby}}
	inner := value.object("standby")
	if inner == nil {
		d.chat(s, value, v)
		return
	}
	d.level(inner)
	s.readContacts(inner)
	s.findSole(inner)
	d.chat(s, inner, v)
}
