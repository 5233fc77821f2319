package whatsapp

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

type sendReaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"`
}

// Reaction puts an emoji on a message, or takes it off when the emoji is
// empty: {"message_id": wamid, "emoji"}. Its Text is the emoji. Meta refuses a
// target that is older than 30 days or is a reaction itself.
//
// Source: messages/reaction.
func Reaction(raw json.RawMessage) (Content, Problems) {
	var wrong Problems
	var f sendReaction
	if !wrong.readForm("reaction", raw, &f) {
		return Content{}, wrong
	}
	f.MessageID, f.Emoji = strings.TrimSpace(f.MessageID), strings.TrimSpace(f.Emoji)
	switch {
	case f.MessageID == "":
		wrong.add("reaction.message_id", CodeRequired, "Say which message this is a reaction to.")
	case len(f.MessageID) > maxMessageID || strings.ContainsFunc(f.MessageID, unicode.IsSpace):
		wrong.add("reaction.message_id", CodeFormat, "This is not the id of a message.")
	}
	if f.Emoji != "" && !isEmoji(f.Emoji) {
		wrong.add("reaction.emoji", CodeFormat, "A reaction is one emoji.")
	}
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	return content("reaction", f, f.Emoji), nil
}

// Runes that emoji are put together with (Unicode Technical Standard 51).
const (
	zeroWidthJoiner = '\u200d'
	textStyle       = '\ufe0e'
	emojiStyle      = '\ufe0f'
	keycap          = '\u20e3'
)

// isEmoji is true for one emoji: a symbol with its modifiers, several joined
// into one, a flag, or a key with its cap. It doesn't know which of them
// exist; it is there to refuse words.
func isEmoji(s string) bool {
	const longest = 20 // runes; a family with skin tones has 11
	runes := []rune(s)
	if len(runes) > longest || !utf8.ValidString(s) {
		return false
	}
	if i := len(runes) - 1; runes[i] == keycap {
		return strings.ContainsRune("0123456789#*", runes[0]) && (i == 1 || i == 2 && runes[1] == emojiStyle)
	}
	if isRegional(runes[0]) {
		return len(runes) == 2 && isRegional(runes[1])
	}
	symbols, joined := 0, true
	for i, r := range runes {
		switch {
		case r == zeroWidthJoiner:
			if joined || i == len(runes)-1 {
				return false
			}
			joined = true
		case r == emojiStyle, r == textStyle, r >= 0x1f3fb && r <= 0x1f3ff, r >= 0xe0020 && r <= 0xe007f:
			if symbols == 0 {
				return false // a modifier, or a tag, of nothing
			}
		case unicode.In(r, unicode.So, unicode.Sm), strings.ContainsRune("‼⁉ℹ〰〽", r):
			if symbols++; !joined {
				return false // a second one
			}
			joined = false
		default:
			return false
		}
	}
	return symbols > 0
}

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
