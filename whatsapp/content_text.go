package whatsapp

import "strings"

// maxText is the length of a text message in characters (messages/text).
const maxText = 4096

type sendText struct {
	PreviewURL bool   `json:"preview_url,omitempty"`
	Body       string `json:"body"`
}

// Text is a text message. The preview of its first link is asked for only when
// it has one.
func Text(text string, previewURL bool) (Content, Problems) {
	var wrong Problems
	wrong.text("message", text, "message", maxText)
	link := strings.Contains(text, "http://") || strings.Contains(text, "https://")
	return content("text", sendText{Body: text, PreviewURL: previewURL && link}, text), wrong
}
